package io.kagemusha.proxy.redact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the place of a secret: {@code redacted:} and 96 bits of its HMAC-SHA-256, so that equal secrets have equal
 * tokens wherever they stand, and nobody without the key can tell a secret from its token by trying. Among 10⁹ different
 * secrets two have the same token with a probability of 10⁻¹¹. Confined to one thread.
 */
final class Tokens {

    static final String PREFIX = "redacted:";

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int TOKEN_BYTES = 12;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    /** What a digest is made of comes first, so that no secret's token tells of something that is no text. */
    private static final byte TEXT = 't';

    private static final byte JSON = 'j';
    private static final byte BODY = 'b';

    private final Mac mac;

    /** @param key the key, or null for a random one of this object's own */
    Tokens(@Nullable String key) {
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key == null ? random() : key.getBytes(UTF_8), ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    private static byte[] random() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }

    /** The token of a text in a head or a form, one character a byte. */
    String ofField(String value) {
        return token(TEXT, value.getBytes(ISO_8859_1));
    }

    /** The token of a text; that of its UTF-8 bytes in a head. */
    String ofText(String value) {
        return token(TEXT, value.getBytes(UTF_8));
    }

    /** The token of a JSON value that is no string, by its canonical form. */
    String ofJson(String canonical) {
        return token(JSON, canonical.getBytes(UTF_8));
    }

    /** A digest that takes the place of a plain one, in hexadecimal. */
    String ofDigest(String sha256) {
        return HexFormat.of().formatHex(hash(BODY, sha256.getBytes(US_ASCII)));
    }

    private String token(byte kind, byte[] value) {
        return PREFIX + BASE64.encodeToString(Arrays.copyOf(hash(kind, value), TOKEN_BYTES));
    }

    private byte[] hash(byte kind, byte[] value) {
        mac.update(kind);
        return mac.doFinal(value);
    }
}
