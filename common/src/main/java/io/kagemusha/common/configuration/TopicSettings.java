package io.kagemusha.common.configuration;

/**
 * The topics.
 *
 * @param mismatches name of the mismatch topic after the prefix; may contain {@code {backend}} and {@code {route}}
 * @param partitions of the topics of requests, responses, outcomes and mismatches
 */
public record TopicSettings(String prefix, String mismatches, int partitions, short replication) {

    public static final TopicSettings DEFAULT = new TopicSettings("shadow.", "mismatches", 12, (short) 3);
}
