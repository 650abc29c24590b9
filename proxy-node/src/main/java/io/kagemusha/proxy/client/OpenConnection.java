package io.kagemusha.proxy.client;

import io.netty.channel.Channel;

/** A client's connection, whatever version of HTTP it speaks. */
interface OpenConnection {

    Channel channel();

    /** Ends it after what it is doing; at once when it does nothing. Called on its event loop. */
    void drain();

    /** Ends it now, in a way that lets nobody take for whole what is not. Called on its event loop. */
    void breakOff();
}
