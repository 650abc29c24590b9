package io.kagemusha.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Netty's decoder of requests without what that tolerates and another server may read differently: both framings at once,
 * words of the request line that anything but one space separates (RFC 9112, 3), field lines that go on in the next line
 * (5.2), and a body that no field announces.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {

    private boolean inHead = true;
    private boolean startLineRead;
    private boolean broken;
    private int wordEnd;

    StrictRequestDecoder(HttpDecoderConfig config) {
        super(config);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (inHead && !broken && hasFoldedLine(in)) {
            broken = true;
            HttpMessage message = createInvalidMessage();
            message.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("folded field line")));
            out.add(message);
        }
        if (broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        int before = out.size();
        super.decode(context, in, out);
        if (out.size() > before) {
            inHead = out.get(out.size() - 1) instanceof LastHttpContent;
            startLineRead = false;
        }
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
