package io.kagemusha.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.AbstractHttp2StreamFrame;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameStream;

/** A DATA frame that takes more in until somebody asks for its content. Confined to the connection's event loop. */
final class GatheredData extends AbstractHttp2StreamFrame implements Http2DataFrame {

    /** As much as the largest frame that is read. */
    private static final int ROOM = 16 * 1024;

    private final ByteBuf content;
    private final boolean endStream;
    private int flowControlled;
    private boolean taken;

    /** Begins with a copy of {@code first}; takes ownership of the buffer for it. */
    GatheredData(Http2DataFrame first, ByteBuf content) {
        this.content = content;
        this.endStream = first.isEndStream();
        stream(first.stream());
        append(first);
    }

    /** Takes in a copy of the next frame; false where it must come by itself. */
    boolean add(Http2DataFrame next) {
        boolean waits = !taken && content.refCnt() > 0;
        if (!waits
                || next.isEndStream()
                || content.readableBytes() + next.content().readableBytes() > ROOM) {
            return false;
        }
        append(next);
        return true;
    }

    private void append(Http2DataFrame frame) {
        content.writeBytes(frame.content());
        flowControlled += frame.initialFlowControlledBytes();
    }

    @Override
    public ByteBuf content() {
        taken = true;
        return content;
    }

    @Override
    public boolean isEndStream() {
        return endStream;
    }

    /** What the stream's window is given back, padding included. */
    @Override
    public int initialFlowControlledBytes() {
        return flowControlled;
    }

    @Override
    public int padding() {
        return flowControlled - content.readableBytes();
    }

    @Override
    public String name() {
        return "DATA";
    }

    @Override
    public GatheredData stream(Http2FrameStream stream) {
        super.stream(stream);
        return this;
    }

    @Override
    public Http2DataFrame copy() {
        return replace(content().copy());
    }

    @Override
    public Http2DataFrame duplicate() {
        return replace(content().duplicate());
    }

    @Override
    public Http2DataFrame retainedDuplicate() {
        return replace(content().retainedDuplicate());
    }

    @Override
    public Http2DataFrame replace(ByteBuf other) {
        return new DefaultHttp2DataFrame(other, endStream);
    }

    @Override
    public int refCnt() {
        return content.refCnt();
    }

    @Override
    public GatheredData retain() {
        content.retain();
        return this;
    }

    @Override
    public GatheredData retain(int increment) {
        content.retain(increment);
        return this;
    }

    @Override
    public GatheredData touch() {
        content.touch();
        return this;
    }

    @Override
    public GatheredData touch(Object hint) {
        content.touch(hint);
        return this;
    }

    @Override
    public boolean release() {
        return content.release();
    }

    @Override
    public boolean release(int decrement) {
        return content.release(decrement);
    }
}
