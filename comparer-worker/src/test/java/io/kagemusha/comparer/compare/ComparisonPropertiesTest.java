package io.kagemusha.comparer.compare;

import static io.kagemusha.comparer.compare.Comparing.json;
import static io.kagemusha.comparer.compare.Comparing.path;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kagemusha.common.configuration.RuleAction;
import io.kagemusha.common.exchange.Difference;
import io.kagemusha.common.exchange.Difference.Kind;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of all documents, tried on some that a seed makes up. */
class ComparisonPropertiesTest {

    private final Comparing comparing = Comparing.withRules();

    static IntStream seeds() {
        return IntStream.range(0, 500);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aDocumentDiffersNotFromItself(int seed) {
        var documents = new RandomDocuments(seed);
        JsonNode document = documents.document();

        assertThat(comparing.differences(
                        json(document.toString()),
                        json(documents.reordered(document).toPrettyString())))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aSingleChangeIsFoundAtItsPlace(int seed) {
        var documents = new RandomDocuments(seed);
        JsonNode document = documents.document();
        JsonNode changed = document.deepCopy();
        String pointer = documents.changeOneLeaf(changed);

        assertThat(comparing
                        .compare(json(document.toString()), json(changed.toString()))
                        .differences())
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.path()).isEqualTo(pointer);
                    assertThat(difference.reference())
                            .isEqualTo(document.at(pointer).toString());
                    assertThat(difference.shadow())
                            .isEqualTo(changed.at(pointer).toString());
                });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void swappedSidesGiveMirroredDifferences(int seed) {
        var documents = new RandomDocuments(seed);
        String document = documents.document().toString();
        String other = documents.mutated(document);

        var differences = comparing.compare(json(document), json(other)).differences();
        var mirrored = comparing.compare(json(other), json(document)).differences();

        assertThat(mirrored)
                .extracting(ComparisonPropertiesTest::withoutPath)
                .containsExactlyInAnyOrderElementsOf(differences.stream()
                        .map(ComparisonPropertiesTest::mirror)
                        .map(ComparisonPropertiesTest::withoutPath)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void ignoredMembersDoNotMatter(int seed) {
        var documents = new RandomDocuments(seed);
        JsonNode document = documents.document();
        JsonNode other = documents.read(documents.mutated(document.toString()));
        var ignoring = Comparing.withRules(path("noise", "/**/noise", new RuleAction.Ignore()));

        var differences = comparing
                .compare(json(document.toString()), json(other.toString()))
                .differences();
        var noisy = ignoring.compare(
                json(documents.withNoise(document).toString()),
                json(documents.withNoise(other).toString()));

        assertThat(noisy.differences())
                .extracting(difference -> difference.kind() + " " + difference.path())
                .isEqualTo(differences.stream()
                        .map(difference -> difference.kind() + " " + difference.path())
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theOrderOfUnorderedArraysDoesNotMatter(int seed) {
        var documents = new RandomDocuments(seed);
        JsonNode document = documents.document();
        var unordered = Comparing.withRules(path("bag", "/**", new RuleAction.Unordered()));

        assertThat(unordered.differences(
                        json(document.toString()),
                        json(documents.shuffled(document).toString())))
                .isEmpty();
    }

    private static Difference mirror(Difference difference) {
        Kind kind = switch (difference.kind()) {
            case MISSING -> Kind.EXTRA;
            case EXTRA -> Kind.MISSING;
            case STATUS, HEADER, VALUE, TYPE, ORDER, LENGTH, BYTES -> difference.kind();
        };
        return new Difference(
                kind, difference.path(), /* reference= */ difference.shadow(), /* shadow= */ difference.reference());
    }

    private static Difference withoutPath(Difference difference) {
        return new Difference(difference.kind(), "", difference.reference(), difference.shadow());
    }
}
