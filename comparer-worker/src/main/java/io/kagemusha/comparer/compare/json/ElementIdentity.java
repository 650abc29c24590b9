package io.kagemusha.comparer.compare.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.kagemusha.comparer.compare.rule.PathRules;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Tells which elements of arrays correspond, by hashes that leave out what rules accept. Elements of one hash are
 * compared with each other, so a collision or a tolerance that is exceeded hides nothing.
 *
 * <p>Hashes of arrays and objects, and of the elements of arrays, are kept, so that each is computed once however deep it
 * stands and however often it is tried.
 */
final class ElementIdentity {

    private static final long ACCEPTED = 0x9e3779b97f4a7c15L;

    private static final long OBJECT = 1;
    private static final long ARRAY = 2;
    private static final long STRING = 3;
    private static final long NUMBER = 4;
    private static final long LITERAL = 5;

    private final IdentityHashMap<JsonNode, Long> known = new IdentityHashMap<>();
    private final IdentityHashMap<JsonNode, Elements> knownElements = new IdentityHashMap<>();

    /** The hashes of an array's elements by the rules of its place. */
    @SuppressWarnings("ArrayRecordComponent") // read by neighbours, never compared as a record
    private record Elements(PathRules rules, long[] hashes) {}

    /** The hash of each element of an array at whose place {@code rules} hold; to be read only. */
    long[] ofElements(JsonNode array, PathRules rules) {
        Elements elements = knownElements.get(array);
        if (elements == null || elements.rules() != rules) {
            long[] hashes = new long[array.size()];
            for (int i = 0; i < hashes.length; i++) {
                hashes[i] = of(array.get(i), rules.element(i));
            }
            elements = new Elements(rules, hashes);
            knownElements.put(array, elements);
        }
        return elements.hashes();
    }

    private long of(JsonNode node, PathRules rules) {
        if (rules.ignore() != null || rules.sameShape() != null) {
            return ACCEPTED;
        }
        if (!node.isContainerNode()) {
            return ofLeaf(node, rules);
        }
        Long hash = known.get(node);
        if (hash == null) {
            hash = node.isArray() ? ofArray(node, rules) : ofObject(node, rules);
            known.put(node, hash);
        }
        return hash;
    }

    private static long ofLeaf(JsonNode node, PathRules rules) {
        if (JsonValues.hasText(node) && rules.tolerant(node.asText())) {
            return ACCEPTED;
        }
        return switch (node.getNodeType()) {
            case STRING -> mix(STRING, hash(node.textValue()));
            case NUMBER -> mix(NUMBER, hash(node.decimalValue().stripTrailingZeros()));
            case BOOLEAN, NULL, ARRAY, OBJECT, BINARY, MISSING, POJO -> mix(LITERAL, hash(node.asText()));
        };
    }

    private long ofArray(JsonNode array, PathRules rules) {
        boolean anyOrder = rules.unordered() != null || rules.key() != null;
        long hash = array.size();
        for (int i = 0; i < array.size(); i++) {
            long element = of(array.get(i), rules.element(i));
            hash = anyOrder ? hash + mix(1, element) : mix(hash, element);
        }
        return mix(ARRAY, hash);
    }

    private long ofObject(JsonNode object, PathRules rules) {
        long hash = 0;
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            PathRules below = rules.member(member.getKey());
            if (below.ignore() == null) {
                hash += mix(hash(member.getKey()), of(member.getValue(), below));
            }
        }
        return mix(OBJECT, hash);
    }

    /** As {@link String#hashCode}, with 64 bits and a factor that short texts are told apart by. */
    private static long hash(String text) {
        long hash = text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = ACCEPTED * hash + text.charAt(i);
        }
        return hash;
    }

    private static long hash(BigDecimal number) {
        BigInteger digits = number.unscaledValue();
        return mix(number.scale(), digits.bitLength() < Long.SIZE ? digits.longValue() : digits.hashCode());
    }

    /** The finalizer of SplitMix64 over both. */
    private static long mix(long a, long b) {
        long z = a * ACCEPTED + b;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
