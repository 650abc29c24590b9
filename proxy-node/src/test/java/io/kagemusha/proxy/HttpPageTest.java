package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Holds the table of docs/http.md to the tests that prove it. */
class HttpPageTest {

    private static final Path PAGE = Path.of("..", "docs", "http.md");
    private static final String BEGIN = "| section | what | what becomes of it |\n|---|---|---|\n";

    private record Row(String section, String rule, String outcome) {

        static Row of(WireCase wire, String outcome) {
            return new Row(wire.section(), wire.rule(), outcome);
        }

        static Row of(Method test) {
            String name = test.getAnnotation(DisplayName.class).value();
            int end = name.indexOf(": ");
            return new Row(name.substring(0, end), name.substring(end + 2), "so it is");
        }

        @Override
        public String toString() {
            return "| " + section + " | " + rule.replace("|", "\\|") + " | " + outcome + " |";
        }
    }

    @Test
    void pageSaysWhatTheTestsAssert() throws Exception {
        List<Row> rows = Stream.of(cases(), tests()).flatMap(stream -> stream).toList();
        String table = rows.stream()
                .sorted(Comparator.comparing((Row row) -> sortable(row.section())))
                .map(Row::toString)
                .collect(Collectors.joining("\n", BEGIN, "\n"));

        assertThat(rows).hasSizeGreaterThan(120).doesNotHaveDuplicates();
        assertThat(Files.readString(PAGE)).as("the page should have\n%s", table).contains(table);
    }

    /** So that 9112, 10 stands behind 9112, 9. */
    private static String sortable(String section) {
        return Arrays.stream(section.replaceAll("[^0-9]+", " ").trim().split(" ", -1))
                .map(number -> "%05d".formatted(Integer.parseInt(number)))
                .collect(Collectors.joining("."));
    }

    private static Stream<Row> cases() {
        return Stream.of(
                        RequestSyntaxIT.heads().stream().map(wire -> Row.of(wire, wire.expected())),
                        RequestSyntaxIT.chunks().stream().map(wire -> Row.of(wire, wire.expected())),
                        RequestForwardingIT.cases().stream().map(wire -> Row.of(wire, "goes on")),
                        ResponseSyntaxIT.heads().stream().map(wire -> Row.of(wire, "502 to the client")),
                        ResponseSyntaxIT.chunks().stream().map(wire -> Row.of(wire, "the answer breaks off")),
                        ResponseForwardingIT.cases().stream().map(wire -> Row.of(wire, "goes back")))
                .flatMap(stream -> stream);
    }

    private static Stream<Row> tests() {
        return Stream.of(
                        AmbiguousRequestIT.class,
                        BackpressureIT.class,
                        ClientDisconnectIT.class,
                        ClientLimitsIT.class,
                        ClientTimeoutIT.class,
                        ConnectionReuseIT.class,
                        ContinueIT.class,
                        EarlyAnswerIT.class,
                        FramingIT.class,
                        UntrustedResponseIT.class,
                        WebSocketIT.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(DisplayName.class))
                .map(Row::of)
                // The JVM gives methods in any order
                .sorted(Comparator.comparing(Row::rule));
    }
}
