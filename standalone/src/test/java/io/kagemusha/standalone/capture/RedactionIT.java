package io.kagemusha.standalone.capture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kagemusha.common.configuration.ConfigurationLoader;
import io.kagemusha.common.configuration.Part;
import io.kagemusha.common.hook.BackendFinished;
import io.kagemusha.common.hook.Hooks;
import io.kagemusha.standalone.Balance;
import io.kagemusha.standalone.broker.BrokerOptions;
import io.kagemusha.standalone.run.Standalone;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Secrets never reach a topic, equal ones still compare equal. */
class RedactionIT {

    /** What every planted secret begins with; a digit that follows says where it was planted. */
    private static final String SECRET = "hunter2hunter2";

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String HEADERS =
            "Authorization: Bearer %1$s-a\r\nX-Api-Key: %1$s-k\r\nx-api-key: %1$s-k2\r\n".formatted(SECRET)
                    + "Cookie: theme=dark; session=%1$s-c\r\nReferer: http://u:%1$s-p@h/?x=1&token=%1$s-r\r\n"
                            .formatted(SECRET);
    private static final String JSON = "{\"user\": {\"list\": [{\"password\": \"%s\"}]}, \"name\": \"Ada\"}";

    private static byte[] gzip(String content) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(content.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] message(String head, byte[] body) {
        byte[] start = (head + "Content-Length: " + body.length + "\r\nConnection: close\r\n\r\n").getBytes(ISO_8859_1);
        byte[] all = java.util.Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }

    private static byte[] response(String type, String more, byte[] body) {
        return message(
                "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nSet-Cookie: session=" + SECRET
                        + "-s; Path=/; HttpOnly\r\nLocation: /next?token=" + SECRET + "-l#token=" + SECRET + "-f\r\n"
                        + more,
                body);
    }

    private static byte[] answer(String path, String secret) {
        String json = JSON.formatted(secret);
        return switch (path) {
            case "/gzip" -> response("application/json", "Content-Encoding: gzip\r\n", gzip(json));
            case "/cut" -> response("application/json", "", (json + " ".repeat(5000)).getBytes(UTF_8));
            case "/broken" ->
                response(
                        "application/json", "ETag: x\r\n", json.substring(0, 60).getBytes(UTF_8));
            case "/unsaid" -> response("text/html", "", json.getBytes(UTF_8));
            case "/form" -> response("application/x-www-form-urlencoded", "", ("a=1&token=" + secret).getBytes(UTF_8));
            case "/trailers" ->
                ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: x-api-key\r\nConnection: close\r\n\r\n"
                                + "2\r\nok\r\n0\r\nx-api-key: " + secret + "\r\n\r\n")
                        .getBytes(ISO_8859_1);
            case "/garbage" -> ("HTTP/1.1 SET-COOKIE: " + secret + "\r\n\r\n").getBytes(ISO_8859_1);
            default -> response("application/json", "", json.getBytes(UTF_8));
        };
    }

    private static byte[] answerOfShadow(String path) {
        return answer(path.replace("/different", ""), path.startsWith("/different") ? SECRET + "-2" : SECRET + "-1");
    }

    private static List<byte[]> requests() {
        var requests = new ArrayList<byte[]>();
        for (String path : List.of(
                "/json",
                "/gzip",
                "/cut",
                "/broken",
                "/unsaid",
                "/form",
                "/trailers",
                "/garbage",
                "/different/json",
                "/different/gzip",
                "/different/cut",
                "/different/form")) {
            requests.add(message(
                    "GET " + path + "?token=" + SECRET + "-q&Token=" + SECRET + "-q2&next=%2F%3Ftoken%3D" + SECRET
                            + "-n HTTP/1.1\r\nHost: h\r\n" + HEADERS,
                    new byte[0]));
        }
        String post = "POST /post?token=" + SECRET + "-q HTTP/1.1\r\nHost: h\r\n" + HEADERS;
        String json = JSON.formatted(SECRET + "-j");
        requests.add(message(post + "Content-Type: application/json\r\nDigest: x\r\n", json.getBytes(UTF_8)));
        requests.add(message(post + "Content-Type: application/json\r\nContent-Encoding: gzip\r\n", gzip(json)));
        requests.add(
                message(post + "Content-Type: application/vnd.x+json\r\n", (json + " ".repeat(5000)).getBytes(UTF_8)));
        requests.add(message(post, ("\n" + json + "}").getBytes(UTF_8)));
        requests.add(message(
                post + "Content-Type: application/x-www-form-urlencoded\r\n",
                ("a=1&token=" + SECRET + "-o&t%6Fken=" + SECRET + "-o2").getBytes(UTF_8)));
        requests.add(message(
                post + "Content-Type: multipart/form-data; boundary=b\r\n",
                ("--b\r\nContent-Disposition: form-data; name=token\r\n\r\n" + SECRET + "\r\n--b--").getBytes(UTF_8)));
        requests.add(
                (post + "Connection: close\r\nTransfer-Encoding: chunked\r\nTrailer: x-api-key\r\n\r\n2\r\nok\r\n0\r\n"
                                + "X-Api-Key: " + SECRET + "-t\r\n\r\n")
                        .getBytes(ISO_8859_1));
        return requests;
    }

    /** The outcome of each endpoint. */
    private static Map<String, String> outcomes(List<EveryByte.Found> found) throws IOException {
        var outcomes = new HashMap<String, String>();
        for (var one : found) {
            if (one.topic().equals("shadow.outcomes") && one.where().equals("value")) {
                JsonNode outcome = new ObjectMapper().readTree(one.bytes());
                outcomes.put(
                        outcome.get("endpoint").asText(), outcome.get("outcome").asText());
            }
        }
        return outcomes;
    }

    @Test
    void noByteOfAnyTopicShowsASecretAndEqualOnesCompareEqual() throws Exception {
        try (var master = new ScriptedServer(path -> answer(path.replace("/different", ""), SECRET + "-1"));
                var shadow = new ScriptedServer(RedactionIT::answerOfShadow)) {
            String yaml = """
                    listeners: [{ address: "127.0.0.1:0" }]
                    backends:
                      old: { url: "http://127.0.0.1:%d", master: true }
                      new: { url: "http://127.0.0.1:%d" }
                    routes:
                      - { name: all, backends: [old, new], munge: { new: { set-headers: { x-api-key: %s-m } } } }
                    capture:
                      max-body: 4096
                      redact:
                        headers: [authorization, x-api-key]
                        query: [token]
                        cookies: [session]
                        json: [/**/password]
                        key: 0123456789abcdef
                    topics: { partitions: 2 }
                    compare: { ignore-headers: [-set-cookie], join-timeout: 10s }
                    admin: { address: "127.0.0.1:0" }
                    """.formatted(master.port(), shadow.port(), SECRET);
            var configuration = ConfigurationLoader.parse(yaml, Path.of(""), Map.of(), Set.of(Part.PROXY));
            BackendFinished hook = exchange -> {
                if (exchange.request().path().equals("/unsaid")) {
                    throw new IllegalStateException("puts the exchange into the dead letters");
                }
            };
            var hooks = new Hooks(List.of(), List.of(), List.of(hook));
            try (var standalone = Standalone.start(configuration, hooks, BrokerOptions.ephemeral())) {
                var requests = requests();
                int port = standalone.listeners().get(0).getPort();
                for (byte[] request : requests) {
                    assertThat(ScriptedServer.exchange(port, request)).startsWith("HTTP/1.1 ");
                }
                await().atMost(PATIENCE).until(() -> standalone.outcomes().total() == requests.size());

                var found = EveryByte.in(standalone.bootstrapServers());

                var topics = new TreeSet<String>();
                found.forEach(one -> topics.add(one.topic()));
                assertThat(topics)
                        .contains(
                                "shadow.requests",
                                "shadow.responses",
                                "shadow.mismatches",
                                "shadow.outcomes",
                                "shadow.dead-letters",
                                "shadow.comparer-exchanges-changelog");
                assertThat(found)
                        .allSatisfy(one -> assertThat(one.readings())
                                .as("%s, %s", one.topic(), one.where())
                                .noneMatch(reading -> reading.contains(SECRET)));
                assertThat(outcomes(found))
                        .contains(
                                Map.entry("GET /json", "MATCH"),
                                Map.entry("GET /gzip", "MATCH"),
                                Map.entry("GET /cut", "MATCH"),
                                Map.entry("GET /broken", "MATCH"),
                                Map.entry("GET /unsaid", "MATCH"),
                                Map.entry("GET /form", "MATCH"),
                                Map.entry("GET /trailers", "MATCH"),
                                Map.entry("GET /garbage", "SHADOW_FAILED"),
                                Map.entry("GET /different/json", "MISMATCH"),
                                Map.entry("GET /different/gzip", "MISMATCH"),
                                Map.entry("GET /different/cut", "MISMATCH"),
                                Map.entry("GET /different/form", "MISMATCH"),
                                Map.entry("POST /post", "MATCH"));
                Balance.awaitSettled(standalone.admin());
            }
        }
    }
}
