package io.kagemusha.proxy.client;

import io.netty.channel.Channel;

/** A client's connection, whatever version of HTTP it speaks. */
interface OpenConnection {

    Channel channel();

    /** Ends it after what it is doing; at once when it does nothing. Called on its event loop. */
    void drain();
}
