package io.kagemusha.benchmarks.suite;

import io.kagemusha.benchmarks.load.Load;
import io.kagemusha.benchmarks.load.Traffic;
import io.kagemusha.benchmarks.machine.Jcmd;
import io.kagemusha.benchmarks.peer.Peer;
import io.kagemusha.benchmarks.peer.ProxyNode;
import io.kagemusha.benchmarks.peer.RunningPeer;
import io.kagemusha.benchmarks.peer.Setting;
import io.kagemusha.benchmarks.peer.VertxProxy;
import io.kagemusha.benchmarks.report.MarkdownTable;
import java.io.IOException;
import java.util.Locale;

/** How many bytes of heap a request costs at a proxy that is warm, by the flight recorder's account of all threads. */
public final class Allocation implements Suite {

    @Override
    public String name() {
        return "allocation";
    }

    @Override
    public void run(Surroundings surroundings) throws IOException {
        var table = new MarkdownTable("peer", "case", "bytes allocated for one request");
        row(surroundings, table, "forwarding, 1 KiB", new VertxProxy(), surroundings.setting(0));
        row(surroundings, table, "forwarding, 1 KiB", new ProxyNode("kagemusha"), surroundings.setting(0));
        row(surroundings, table, "one shadow, 1 KiB", new ProxyNode("kagemusha"), surroundings.setting(1));
        row(surroundings, table, "one shadow, captured, 1 KiB", new ProxyNode("kagemusha"), surroundings.captured(1));
        System.out.println(table);
    }

    private void row(Surroundings surroundings, MarkdownTable table, String what, Peer peer, Setting setting)
            throws IOException {
        try (RunningPeer running = peer.start(surroundings.bench(), setting)) {
            Load load = Load.of(Traffic.USUAL, surroundings.bench());
            load.run(running.port(), Traffic.USUAL, surroundings.plan().warmUp());
            long pid = running.process().pid();
            long before = Jcmd.allocatedBytes(pid);
            long requests = load.run(
                            running.port(), Traffic.USUAL, surroundings.plan().turn())
                    .requests();
            long allocated = Jcmd.allocatedBytes(pid) - before;
            table.row(peer.name(), what, String.format(Locale.ROOT, "%.0f", (double) allocated / requests));
            surroundings.write(name() + ".md", table.toString());
        }
    }
}
