package io.kagemusha.common.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerMainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            | --config: none (expected: the configuration, a YAML file)
                    --conf a.yaml           | --conf: unknown (expected: --config or --stop-after)
                    a.yaml                  | a.yaml: unknown (expected: --config or --stop-after)
                    --config                | --config: no value (expected: one after it)
                    --config a --config=b   | --config: given twice (expected: once)
                    --config a --stop-after soon | --stop-after: soon (expected: a duration from
                    """)
    void namesTheArgumentThatIsWrong(String line, String fault) {
        assertThat(run(line == null ? "" : line)).isEqualTo(2);
        assertThat(err.toString()).startsWith(fault).contains("usage: java -jar some.jar --config FILE");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"--help, usage: java -jar some.jar", "-h, usage: java", "--version, some.jar", "-V, some.jar"})
    void answersWhatItIsAndWhatItTakes(String option, String answer) {
        assertThat(run(option)).isZero();
        assertThat(out.toString()).startsWith(answer);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void endsByItselfAfterItsTime() {
        assertThat(run("--stop-after 0s --config=a.yaml")).isZero();
        assertThat(out.toString()).contains("ready:").contains("closed");
    }

    private int run(String line) {
        String[] arguments = line.isEmpty() ? new String[0] : line.split(" +");
        return new ServerMain("some.jar", Set.of(), new PrintWriter(out, true), new PrintWriter(err, true))
                .run(arguments, file -> new Server() {
                    @Override
                    public ReadyLine ready() {
                        return ReadyLine.empty().with("file", file.path().toString());
                    }

                    @Override
                    public void close() {}

                    @Override
                    public String lastLine() {
                        return "closed";
                    }
                });
    }
}
