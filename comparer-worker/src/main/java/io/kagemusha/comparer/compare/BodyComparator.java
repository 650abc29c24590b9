package io.kagemusha.comparer.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.kagemusha.common.exchange.Difference.Kind;
import io.kagemusha.common.http.BodyDecoder;
import io.kagemusha.common.http.MediaType;
import io.kagemusha.common.http.ResponseMessage;
import io.kagemusha.comparer.compare.finding.Findings;
import io.kagemusha.comparer.compare.json.JsonComparator;
import io.kagemusha.comparer.compare.rule.PathRules;
import io.kagemusha.comparer.compare.text.LineComparator;
import io.kagemusha.comparer.compare.tree.GrpcFrames;
import io.kagemusha.comparer.compare.tree.Structure;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Compares bodies by what their media types say they are, and by less where they are not that. */
final class BodyComparator {

    private final ResponseMessage reference;
    private final ResponseMessage shadow;
    private final BodyPair bodies;

    BodyComparator(ResponseMessage reference, ResponseMessage shadow, BodyPair bodies) {
        this.reference = reference;
        this.shadow = shadow;
        this.bodies = bodies;
    }

    /**
     * Adds what differs to {@code findings}.
     *
     * @return why it cannot be told whether the bodies differ; null when it can
     */
    @Nullable
    String compare(PathRules rules, Findings findings) {
        String ignore = rules.ignore();
        if (ignore == null) {
            return compareBodies(rules, findings);
        }
        var trial = Findings.onTrial();
        String reason = compareBodies(PathRules.NONE, trial);
        if (reason != null || !trial.isEmpty()) {
            findings.applied(ignore);
        }
        return null;
    }

    private @Nullable String compareBodies(PathRules rules, Findings findings) {
        switch (bodies.state()) {
            case EQUAL -> {}
            case DECODED -> compareContents(rules, findings);
            case RAW -> ByteComparator.compare(bodies.reference(), bodies.shadow(), findings);
            case CUT -> ByteComparator.compareCut(reference.body(), shadow.body(), findings);
            case CUT_AND_CODED -> {
                return "a body with a content coding was cut, so its content is not known";
            }
            case TOO_LARGE -> {
                return "a body of " + bodies.reference().length + " and " + bodies.shadow().length
                        + " bytes decodes to more than is compared";
            }
        }
        return null;
    }

    private void compareContents(PathRules rules, Findings findings) {
        MediaType type = type(reference, shadow);
        MediaType shadowType = type(shadow, reference);
        String text = type.isText() ? BodyDecoder.text(reference.headers(), bodies.reference()) : null;
        String shadowText = shadowType.isText() ? BodyDecoder.text(shadow.headers(), bodies.shadow()) : null;
        if (bodies.reference().length == 0) {
            findings.add(Kind.EXTRA, "", null, described(shadowText, bodies.shadow()));
        } else if (bodies.shadow().length == 0) {
            findings.add(Kind.MISSING, "", described(text, bodies.reference()), null);
        } else if (text != null && shadowText != null) {
            Structure structure = Structure.of(type);
            boolean compared = structure != null
                    && structure == Structure.of(shadowType)
                    && compareTrees(structure.read(text), () -> structure.read(shadowText), rules, findings);
            if (!compared) {
                LineComparator.compare(text, shadowText, findings);
            }
        } else if (!GrpcFrames.are(type) || !GrpcFrames.are(shadowType) || !compareFrames(rules, findings)) {
            ByteComparator.compare(bodies.reference(), bodies.shadow(), findings);
        }
    }

    private boolean compareFrames(PathRules rules, Findings findings) {
        return compareTrees(
                GrpcFrames.read(reference.headers(), bodies.reference()),
                () -> GrpcFrames.read(shadow.headers(), bodies.shadow()),
                rules,
                findings);
    }

    private static String described(@Nullable String text, byte[] bytes) {
        return text == null ? ByteComparator.describe(bytes, bytes.length, 0) : text;
    }

    /** A side that names no type is taken at the other's word: the field is a difference already. */
    private static MediaType type(ResponseMessage message, ResponseMessage other) {
        MediaType type = MediaType.of(message.headers());
        return type == null ? Objects.requireNonNullElse(MediaType.of(other.headers()), MediaType.UNKNOWN) : type;
    }

    private static boolean compareTrees(
            @Nullable JsonNode tree, Supplier<@Nullable JsonNode> shadowTree, PathRules rules, Findings findings) {
        JsonNode other = tree == null ? null : shadowTree.get();
        if (tree == null || other == null) {
            return false;
        }
        JsonComparator.compare(tree, other, rules, findings);
        return true;
    }
}
