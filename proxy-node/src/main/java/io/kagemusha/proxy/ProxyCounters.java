package io.kagemusha.proxy;

/**
 * What a node has done so far. Pairs are (exchange, shadow) pairs of captured exchanges.
 *
 * @param exchanges exchanges that were answered
 * @param pairsCaptured pairs of which at least one record reached Kafka; each gets an outcome
 * @param pairsDropped pairs of which no record did
 * @param recordsDropped records that did not reach Kafka
 */
public record ProxyCounters(long exchanges, long pairsCaptured, long pairsDropped, long recordsDropped) {}
