package io.kagemusha.comparer.compare;

import static io.kagemusha.comparer.compare.Comparing.path;
import static io.kagemusha.comparer.compare.Comparing.response;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.RuleAction;
import io.kagemusha.common.exchange.Outcome;
import io.kagemusha.common.http.Headers;
import io.kagemusha.common.http.ResponseMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Two servers that answer the same, each in its own way: dates, ids, the order of members, compression. */
class NoiseTest {

    /** More where a person runs it in earnest. */
    private static final int PAIRS = Integer.getInteger("kagemusha.test.pairs", 20_000);

    private static final int PLANTED_EACH = 100;

    private final Random random = new Random(7);
    private final Comparing comparing = Comparing.withRules(path("ids", "/**/requestId", new RuleAction.AnyUuid()));

    @Test
    void isNoMismatchAndHidesNone() throws IOException {
        for (int i = 0; i < PAIRS; i++) {
            // Given
            boolean planted = i % PLANTED_EACH == 0;
            List<String> members = members();
            List<String> others = new ArrayList<>(members);
            if (planted) {
                int at = random.nextInt(others.size());
                String member = others.get(at);
                others.set(
                        at, member.substring(0, member.length() - 1) + (char) (member.charAt(member.length() - 1) ^ 1));
            }

            // When
            Outcome outcome = comparing.compare(answer(members), answer(others)).outcome();

            // Then
            assertThat(outcome == Outcome.MISMATCH)
                    .as("pair %s of %s and %s", i, members, others)
                    .isEqualTo(planted);
        }
    }

    /** Each ends with a digit, which another one may take the place of. */
    private List<String> members() {
        var members = new ArrayList<String>();
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            members.add("\"m" + i + "\":" + random.nextInt(1_000) + ".0" + random.nextInt(8));
        }
        return members;
    }

    private ResponseMessage answer(List<String> members) throws IOException {
        var all = new ArrayList<>(members);
        all.add("\"requestId\":\"" + new UUID(random.nextLong(), random.nextLong()) + "\"");
        Collections.shuffle(all, random);
        byte[] body = ("{" + String.join(random.nextBoolean() ? "," : " ,\n", all) + "}").getBytes(UTF_8);
        boolean coded = random.nextBoolean();
        var headers = Headers.of(
                "Content-Type",
                random.nextBoolean() ? "application/json" : "Application/JSON; charset=UTF-8",
                "Date",
                "Sun, 06 Nov 1994 08:49:" + (10 + random.nextInt(50)) + " GMT",
                "X-Request-Id",
                Long.toHexString(random.nextLong()),
                coded ? "Content-Encoding" : "Server",
                coded ? "gzip" : "s" + random.nextInt());
        return response(200, headers, coded ? gzip(body) : body);
    }

    private static byte[] gzip(byte[] body) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        }
        return out.toByteArray();
    }
}
