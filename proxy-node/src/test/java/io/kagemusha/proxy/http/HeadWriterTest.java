package io.kagemusha.proxy.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.util.AsciiString;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeadWriterTest {

    private final ByteBuf out = Unpooled.buffer();

    private String written() {
        return out.toString(ISO_8859_1);
    }

    @Test
    void writesEveryCharacterAsOneByte() {
        HeadWriter.requestLine(out, "GET", "/\u00c3\u00a4\u0085", "HTTP/1.1");
        HeadWriter.statusLine(out, AsciiString.of("HTTP/1.1"), 404, "Nicht da \u00e4");
        HeadWriter.field(out, AsciiString.of("X-A"), "\u00ff");
        HeadWriter.end(out);

        assertThat(written())
                .isEqualTo("GET /\u00c3\u00a4\u0085 HTTP/1.1\r\nHTTP/1.1 404 Nicht da \u00e4\r\nX-A: \u00ff\r\n\r\n");
    }

    @Test
    void keepsOrderCaseAndRepeatsOfFields() {
        var headers = new DefaultHttpHeaders();
        headers.add("X-b", "1").add("x-A", "2").add("X-B", "3").add("Transfer-Encoding", "chunked");

        HeadWriter.fieldsAsReceived(out, headers);

        assertThat(written()).isEqualTo("X-b: 1\r\nx-A: 2\r\nX-B: 3\r\n");
    }

    @Test
    void forwardsFieldsButThoseOfOneConnectionAndThoseReplaced() {
        var headers = new DefaultHttpHeaders();
        headers.add("Connection", "X-Hop")
                .add("x-hop", "1")
                .add("TE", "trailers")
                .add("x-replaced", "1")
                .add("X-A", "1");

        HopByHop.forward(out, HeadWriter::field, headers, Set.of("x-replaced"), Set.of());

        assertThat(written()).isEqualTo("X-A: 1\r\n");
    }

    @Test
    void leavesFieldsOfOneConnectionThatAreToBeKept() {
        var headers = new DefaultHttpHeaders();
        headers.add("Connection", "keep-alive").add("Keep-Alive", "timeout=5").add("X-A", "1");

        HopByHop.forward(out, HeadWriter::field, headers, Set.of(), FieldNames.of("connection"));

        assertThat(written()).isEqualTo("Connection: keep-alive\r\nX-A: 1\r\n");
    }
}
