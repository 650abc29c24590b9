package io.kagemusha.common.configuration;

/** What is spoken with a backend. */
public enum BackendProtocol {
    /** HTTP/1.1. */
    HTTP1,
    /** HTTP/2: agreed upon by ALPN with an https instance, known beforehand with any other (RFC 9113, 3.2 and 3.3). */
    H2,
    /** What an https instance prefers, HTTP/1.1 with any other. */
    AUTO
}
