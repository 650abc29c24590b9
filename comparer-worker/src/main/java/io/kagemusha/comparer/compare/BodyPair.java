package io.kagemusha.comparer.compare;

import io.kagemusha.common.http.Body;
import io.kagemusha.common.http.BodyDecoder;
import io.kagemusha.common.http.BodyDecoder.Decoded;
import io.kagemusha.common.http.BodyDecoder.Fault;
import io.kagemusha.common.http.ResponseMessage;
import java.util.Arrays;
import java.util.List;

/**
 * What is known of two bodies before anything asks what they mean.
 *
 * @param reference the content where both could be decoded, else the body as captured
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared as a record
record BodyPair(State state, byte[] reference, byte[] shadow) {

    /** How far the bodies can be compared. */
    enum State {
        /** They are equal. */
        EQUAL,
        /** Both are there without content coding, and differ. */
        DECODED,
        /** At least one could not be decoded: only the bytes as sent are there. */
        RAW,
        /** At least one was cut; neither has a content coding. */
        CUT,
        /** At least one was cut, and one has a content coding, so different bytes may be the same content. */
        CUT_AND_CODED,
        /** At least one decodes to more than is allowed. */
        TOO_LARGE
    }

    static BodyPair of(ResponseMessage reference, ResponseMessage shadow) {
        Body a = reference.body();
        Body b = shadow.body();
        List<String> codings = BodyDecoder.codings(reference.headers());
        List<String> shadowCodings = BodyDecoder.codings(shadow.headers());
        boolean cut = a.truncated() || b.truncated();
        if (codings.equals(shadowCodings) && (cut ? sameDigest(a, b) : Arrays.equals(a.bytes(), b.bytes()))) {
            return new BodyPair(State.EQUAL, a.bytes(), b.bytes());
        }
        if (cut) {
            boolean coded = !codings.isEmpty() || !shadowCodings.isEmpty();
            return new BodyPair(coded ? State.CUT_AND_CODED : State.CUT, a.bytes(), b.bytes());
        }
        Decoded content = BodyDecoder.decode(reference.headers(), a.bytes());
        Decoded shadowContent = BodyDecoder.decode(shadow.headers(), b.bytes());
        if (content.fault() == null && shadowContent.fault() == null) {
            boolean equal = Arrays.equals(content.bytes(), shadowContent.bytes());
            return new BodyPair(equal ? State.EQUAL : State.DECODED, content.bytes(), shadowContent.bytes());
        }
        boolean tooLarge = content.fault() == Fault.TOO_LARGE || shadowContent.fault() == Fault.TOO_LARGE;
        return new BodyPair(tooLarge ? State.TOO_LARGE : State.RAW, a.bytes(), b.bytes());
    }

    private static boolean sameDigest(Body reference, Body shadow) {
        return reference.length() == shadow.length() && digest(reference).equals(digest(shadow));
    }

    private static String digest(Body body) {
        if (body.sha256() != null) {
            return body.sha256();
        }
        return Body.sha256(body.bytes(), 0, body.bytes().length);
    }
}
