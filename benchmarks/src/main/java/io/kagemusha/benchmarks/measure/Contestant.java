package io.kagemusha.benchmarks.measure;

import io.kagemusha.benchmarks.peer.Peer;
import io.kagemusha.benchmarks.peer.Setting;

/** A peer and what it stands in front of. */
public record Contestant(Peer peer, Setting setting) {

    public String name() {
        return peer.name();
    }
}
