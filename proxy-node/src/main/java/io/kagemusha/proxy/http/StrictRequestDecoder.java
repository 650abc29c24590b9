package io.kagemusha.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Netty's decoder of requests without what that tolerates and another server may read differently: both framings at once,
 * words of the request line that anything but one space separates (RFC 9112, 3), field lines that go on in the next line
 * (5.2), a body that no field announces, and chunks that are mostly extensions (7.1.1).
 *
 * <p>After a request that asks for another protocol it waits: only the answer tells what follows (RFC 9110, 7.8).
 */
final class StrictRequestDecoder extends HttpRequestDecoder {

    private final ChunkExcess excess;
    private boolean inHead = true;
    private boolean startLineRead;
    private boolean headTold;
    private boolean broken;
    private boolean held;
    private int wordEnd;

    /**
     * Decodes the requests of one connection.
     *
     * @param maxExcess how many bytes of one body may be extensions and trailers
     */
    StrictRequestDecoder(HttpDecoderConfig config, long maxExcess) {
        super(config);
        this.excess = new ChunkExcess(maxExcess);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        if (inHead && !headTold && !broken && !held && (startLineRead || actualReadableBytes() > 0)) {
            headTold = true;
            context.fireUserEventTriggered(HeadBegun.INSTANCE);
        }
        super.channelReadComplete(context);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (held) {
            return;
        }
        if (inHead && !broken && hasFoldedLine(in)) {
            fail(createInvalidMessage(), "folded field line", out);
        }
        if (broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        int before = out.size();
        int readable = in.readableBytes();
        super.decode(context, in, out);
        if (out.size() > before) {
            inHead = out.get(out.size() - 1) instanceof LastHttpContent;
            startLineRead = false;
            headTold = false;
            held = out.get(before) instanceof HttpRequest request
                    && request.decoderResult().isSuccess()
                    && Upgrades.isAsked(request);
        }
        if (excess.isTooMuchAfter(readable - in.readableBytes(), out, before)) {
            broken = true;
            out.add(ChunkExcess.failure());
        }
    }

    /** What follows is HTTP too. Not to be called from within its own callbacks, so it goes on a moment later. */
    void goOn(ChannelHandlerContext context) {
        context.executor().execute(() -> {
            held = false;
            if (!context.isRemoved()) {
                decodeWhatIsThere(context);
            }
        });
    }

    private void decodeWhatIsThere(ChannelHandlerContext context) {
        try {
            channelRead(context, Unpooled.EMPTY_BUFFER);
            channelReadComplete(context);
        } catch (Exception e) {
            context.fireExceptionCaught(e);
        }
    }

    private void fail(HttpObject last, String reason, List<Object> out) {
        broken = true;
        last.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(reason)));
        out.add(last);
    }

    /** Whether a line of the head begins with white space. What is readable begins with a line, since Netty takes whole ones. */
    private boolean hasFoldedLine(ByteBuf in) {
        int end = in.writerIndex();
        int start = in.readerIndex();
        boolean inFields = startLineRead;
        while (start < end) {
            byte first = in.getByte(start);
            if (inFields && (first == ' ' || first == '\t')) {
                return true;
            }
            boolean empty = first == '\r' || first == '\n';
            if (inFields && empty) {
                return false;
            }
            int lineEnd = in.indexOf(start, end, (byte) '\n');
            if (lineEnd < 0) {
                return false;
            }
            // RFC 9112, 2.2: empty lines may stand before the request line
            inFields |= !empty;
            start = lineEnd + 1;
        }
        return false;
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) throws Exception {
        startLineRead = true;
        // RFC 9112, 2.3: the name is case-sensitive
        if (!initialLine[2].startsWith("HTTP/")) {
            throw new IllegalArgumentException("request line: no version");
        }
        return super.createMessage(initialLine);
    }

    @Override
    protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
        wordEnd = -1;
        checkSeparator(line, start, length);
        return super.splitFirstWordInitialLine(line, start, length);
    }

    @Override
    protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
        checkSeparator(line, start, length);
        return super.splitSecondWordInitialLine(line, start, length);
    }

    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
        checkSeparator(line, start, length);
        return super.splitThirdWordInitialLine(line, start, length);
    }

    private void checkSeparator(byte[] line, int start, int length) {
        if (start != wordEnd + 1 || (wordEnd >= 0 && line[wordEnd] != ' ')) {
            throw new IllegalArgumentException("request line: words not separated by single spaces");
        }
        wordEnd = start + length;
    }

    /** Netty would give a body of eight bytes to a request that looks like a WebSocket handshake of long ago. */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return !message.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
                && !message.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both transfer-encoding and content-length");
    }
}
