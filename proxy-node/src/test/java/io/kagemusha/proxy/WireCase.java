package io.kagemusha.proxy;

/**
 * One rule, and the bytes that put it to the test.
 *
 * @param section where the rule stands, as {@code RFC 9112, 5.1}
 * @param rule what is asserted, in words
 * @param request what the client sends
 * @param response what the backend answers; empty where that does not matter
 * @param expected what must come of it
 */
record WireCase(String section, String rule, String request, String response, String expected) {

    /** Stands for a request of no importance. */
    static final String ANY_REQUEST = "GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n";

    /** A request and what becomes of it. */
    static WireCase request(String section, String rule, String request, String expected) {
        return new WireCase("RFC " + section, rule, request, "", expected);
    }

    /** A response and what the client gets in its place. */
    static WireCase response(String section, String rule, String response, String expected) {
        return new WireCase("RFC " + section, rule, ANY_REQUEST, response, expected);
    }

    @Override
    public String toString() {
        return section + ": " + rule;
    }
}
