package io.kagemusha.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import org.junit.jupiter.api.Test;

class Http2FieldsTest {

    @Test
    void leavesWhatConcernsOneConnectionOutOfTrailers() {
        var trailers = new DefaultHttpHeaders();
        trailers.add("X-Sum", "1").add("Connection", "X-Hop").add("X-Hop", "1").add("x-SUM", "2");

        var sent = Http2Fields.trailers(trailers);

        assertThat(sent.names()).map(Object::toString).containsExactly("x-sum");
        assertThat(sent.getAll("x-sum")).map(Object::toString).containsExactly("1", "2");
    }

    @Test
    void leavesOutOfTrailersWhatMustStandInTheHead() {
        var trailers = new DefaultHttpHeaders();
        trailers.add("Host", "other")
                .add("content-length", "9")
                .add("Set-Cookie", "a=1")
                .add("grpc-status", "0");

        assertThat(Http2Fields.trailers(trailers).names()).map(Object::toString).containsExactly("grpc-status");
    }

    @Test
    void keepsOrderAndRepeatsOfRegularFields() {
        var section = new DefaultHttp2Headers(false).status("200");
        section.add("b", "1").add("a", "2").add("b", "3");

        var headers = Http2Fields.regular(section);

        assertThat(headers.entries()).map(Object::toString).containsExactly("b=1", "a=2", "b=3");
    }

    @Test
    void readsAHeadAsHttp1HasIt() {
        var head = new DefaultHttp2Headers(false).status("404");
        head.add("x-a", "\u00e4");

        var response = Http2ResponseRules.http1(head);

        assertThat(Http2ResponseRules.fault(head)).isNull();
        assertThat(response.status().reasonPhrase()).isEqualTo("Not Found");
        assertThat(response.headers().get("X-A")).isEqualTo("\u00e4");
    }

    @Test
    void givesAStatusThatNobodyKnowsNoReason() {
        var response = Http2ResponseRules.http1(new DefaultHttp2Headers(false).status("599"));

        assertThat(response.status().code()).isEqualTo(599);
        assertThat(response.status().reasonPhrase()).isEmpty();
    }
}
