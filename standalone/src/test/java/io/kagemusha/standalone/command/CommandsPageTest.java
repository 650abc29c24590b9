package io.kagemusha.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class CommandsPageTest {

    private static final Path PAGE = Path.of("..", "docs", "commands.md");

    @Test
    void tellsOfEveryCommandAndEveryOption() throws IOException {
        // Given
        var nowhere = new PrintWriter(new StringWriter());
        String page = Files.readString(PAGE);

        // When
        var names = names(KagemushaCommand.commandLine(nowhere, nowhere));

        // Then
        assertThat(names)
                .contains("mismatches", "create", "--stop-after")
                .allSatisfy(name -> assertThat(page).containsPattern("[` ]" + name + "[` \\]]"));
    }

    private static Set<String> names(CommandLine command) {
        var names = new TreeSet<String>();
        for (OptionSpec option : command.getCommandSpec().options()) {
            names.add(option.longestName());
        }
        command.getSubcommands().forEach((name, subcommand) -> {
            if (!name.equals("help")) {
                names.add(name);
                names.addAll(names(subcommand));
            }
        });
        return names;
    }
}
