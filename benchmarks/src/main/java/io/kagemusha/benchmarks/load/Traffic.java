package io.kagemusha.benchmarks.load;

/**
 * What clients ask.
 *
 * @param responseBytes size of the answer's body; one of the origins' sizes
 * @param requestBytes size of the request's body; 0 for a GET
 * @param connections kept connections, each with one request at a time
 * @param host the host that they ask for
 */
public record Traffic(int responseBytes, int requestBytes, int connections, Protocol protocol, String host) {

    private static final int KIBIBYTE = 1024;

    /** 1 KiB each way where there is a body, 64 connections: what the budgets are stated for. */
    public static final Traffic USUAL = new Traffic(KIBIBYTE, 0, 64);

    /** In HTTP/1.1, clear text. */
    public Traffic(int responseBytes, int requestBytes, int connections) {
        this(responseBytes, requestBytes, connections, Protocol.HTTP1, "127.0.0.1");
    }

    /** The same requests for another host. */
    public Traffic at(String other) {
        return new Traffic(responseBytes, requestBytes, connections, protocol, other);
    }

    /** The usual requests by another protocol. */
    public static Traffic by(Protocol protocol) {
        return new Traffic(KIBIBYTE, 0, USUAL.connections(), protocol, USUAL.host());
    }

    public String path() {
        return "/" + responseBytes;
    }

    public String method() {
        return requestBytes == 0 ? "GET" : "POST";
    }
}
