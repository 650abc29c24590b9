package io.kagemusha.benchmarks.load;

/**
 * What clients ask.
 *
 * @param responseBytes size of the answer's body; one of the origins' sizes
 * @param requestBytes size of the request's body; 0 for a GET
 * @param connections kept connections, each with one request at a time
 */
public record Traffic(int responseBytes, int requestBytes, int connections) {

    private static final int KIBIBYTE = 1024;

    /** 1 KiB each way where there is a body, 64 connections: what the budgets are stated for. */
    public static final Traffic USUAL = new Traffic(KIBIBYTE, 0, 64);

    public String path() {
        return "/" + responseBytes;
    }

    public String method() {
        return requestBytes == 0 ? "GET" : "POST";
    }
}
