package io.kagemusha.benchmarks.load;

/** What clients speak. */
public enum Protocol {
    HTTP1("http"),
    /** HTTP/1.1 over TLS 1.3. */
    HTTPS("https"),
    /** HTTP/2 in clear text, without asking first. */
    H2C("http");

    private final String scheme;

    Protocol(String scheme) {
        this.scheme = scheme;
    }

    String scheme() {
        return scheme;
    }
}
