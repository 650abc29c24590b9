package io.kagemusha.proxy.http;

/** A user event of a connection: some of a request's head has come, and not all of it. */
public enum HeadBegun {
    INSTANCE
}
