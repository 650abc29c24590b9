package io.kagemusha.standalone.demo;

import io.kagemusha.common.configuration.TopicSettings;
import io.kagemusha.common.hook.Hooks;
import io.kagemusha.common.process.ReadyLine;
import io.kagemusha.common.process.Server;
import io.kagemusha.standalone.broker.BrokerOptions;
import io.kagemusha.standalone.mismatch.MismatchPrinter;
import io.kagemusha.standalone.mismatch.OutcomeTable;
import io.kagemusha.standalone.run.Standalone;
import io.kagemusha.standalone.terminal.Screen;
import io.kagemusha.standalone.terminal.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The demonstration: an old and a new shop on free ports of the loopback address, and before them everything that
 * Kagemusha is, with a broker that forgets. Confined to the thread that starts it.
 */
public final class Demo implements Server {

    private final DemoConfiguration configuration;
    private final Visitors visitors;
    private final ShopServer oldShop;
    private final ShopServer newShop;
    private final Standalone standalone;

    private Demo(
            DemoConfiguration configuration,
            Visitors visitors,
            ShopServer oldShop,
            ShopServer newShop,
            Standalone standalone) {
        this.configuration = configuration;
        this.visitors = visitors;
        this.oldShop = oldShop;
        this.newShop = newShop;
        this.standalone = standalone;
    }

    /** Blocks until all of it serves. */
    public static Demo start() throws Exception {
        var configuration = DemoConfiguration.write();
        var visitors = new Visitors();
        var oldShop = new ShopServer(new OldShop(Clock.systemUTC()), visitors::witness);
        var newShop = new ShopServer(new NewShop(Clock.systemUTC()), (requestId, answer) -> {});
        try {
            var standalone = Standalone.start(
                    configuration.load(oldShop.port(), newShop.port()), Hooks.NONE, BrokerOptions.ephemeral());
            return new Demo(configuration, visitors, oldShop, newShop, standalone);
        } catch (Exception e) {
            try (configuration;
                    oldShop;
                    newShop) {
                throw e;
            }
        }
    }

    @Override
    public ReadyLine ready() {
        return standalone.ready();
    }

    /**
     * Sends visitors to the shop and prints what was found.
     *
     * @return whether every answer was the old shop's and every exchange has its outcome
     */
    public boolean present(Screen screen, int requests) throws InterruptedException {
        screen.line("");
        screen.line("A tea shop is being rewritten. Clients talk to the old one; Kagemusha sends each request");
        screen.line("to the new one too, unseen, and compares both answers.");
        screen.line("");
        screen.line(Span.dim("  clients → proxy " + proxy() + " → old shop http://127.0.0.1:" + oldShop.port()));
        screen.line(Span.dim("                                        ⇢ new shop http://127.0.0.1:" + newShop.port()));
        screen.line("");
        int faithful = visitors.visit(proxy(), requests);
        screen.line(faithful + " of " + requests + " requests were answered, byte for byte, by the old shop.");
        boolean accounted = standalone.awaitOutcomes(
                () -> standalone.summary().exchanges() - standalone.summary().dropped());
        Findings findings = findings();
        screen.line(findings.all().size() + " kinds of mismatch were found:");
        screen.line("");
        findings.print(new MismatchPrinter(screen));
        screen.line("Outcomes by endpoint:");
        screen.line("");
        new OutcomeTable(screen).print(standalone.outcomes());
        screen.line("");
        return faithful == requests
                && accounted
                && standalone.summary().exchanges() == requests
                && standalone.summary().dropped() == 0;
    }

    /** The mismatches of all requests so far. */
    Findings findings() {
        return Findings.read(standalone.bootstrapServers(), TopicSettings.DEFAULT);
    }

    /** Says what the reader can do with it while it stays up. */
    public void invite(Screen screen) {
        screen.line(standalone.summary().toString());
        screen.line("");
        screen.line("It stays up until you stop it with Ctrl-C. In another terminal, try:");
        screen.line("");
        suggest(screen, "curl " + proxy() + "products/5", "the old shop answers, the new one is asked as well");
        suggest(screen, "./kagemusha mismatches --follow", "shows each mismatch as it is found");
        suggest(screen, "./kagemusha mismatches --outcomes", "every verdict, by endpoint");
        suggest(
                screen,
                "curl http://127.0.0.1:" + standalone.admin().getPort() + "/metrics",
                "what an operator watches");
        suggest(screen, "cp " + configuration.file() + " demo.yaml", "the configuration, to put your services in");
        screen.line("");
    }

    private static void suggest(Screen screen, String command, String what) {
        screen.line(Span.bold("  " + command));
        screen.line(Span.dim("      " + what));
    }

    private URI proxy() {
        return URI.create("http://127.0.0.1:" + standalone.listeners().get(0).getPort() + "/");
    }

    /** Closes Kagemusha before the shops. */
    @Override
    public void close() {
        try (configuration;
                oldShop;
                newShop) {
            standalone.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public @Nullable String lastLine() {
        return standalone.lastLine();
    }
}
