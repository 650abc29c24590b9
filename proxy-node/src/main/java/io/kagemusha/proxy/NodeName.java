package io.kagemusha.proxy;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of this process in records: the host's name and the process id. */
final class NodeName {

    private NodeName() {}

    static String ofThisProcess() {
        return hostName() + "-" + ProcessHandle.current().pid();
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "-");
        } catch (UnknownHostException e) {
            return "unknown-host";
        }
    }
}
