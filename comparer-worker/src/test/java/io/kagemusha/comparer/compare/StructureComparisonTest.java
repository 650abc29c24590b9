package io.kagemusha.comparer.compare;

import static io.kagemusha.comparer.compare.Comparing.path;
import static io.kagemusha.comparer.compare.Comparing.response;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.RuleAction;
import io.kagemusha.common.exchange.Outcome;
import io.kagemusha.common.http.Headers;
import io.kagemusha.common.http.ResponseMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies that are no JSON and have a structure all the same. In the tables {@code \\n} ends a line. */
class StructureComparisonTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/x-www-form-urlencoded | a=1&b=2          | b=2&a=1            |
            application/x-www-form-urlencoded | a=x+y            | a=x%20y            |
            application/x-www-form-urlencoded | a=1&b=2          | a=1&b=3            | value /b: "2" / "3"
            application/x-www-form-urlencoded | a=1&a=2          | a=2&a=1            | order /a: ["1","2"] / ["2","1"]
            application/x-www-form-urlencoded | a=1              | a=1&c              | extra /c: null / ""
            application/x-www-form-urlencoded | a=%zz            | a=%zy              | value line:1: a=%zz / a=%zy
            application/x-www-form-urlencoded | a=%E9            | a=%E8              | value line:1: a=%E9 / a=%E8
            application/x-www-form-urlencoded | %E9=a            | %E8=a              | value line:1: %E9=a / %E8=a
            application/x-www-form-urlencoded | a=%ef%BF%bd%E9   | a=%ef%BF%bd%E8     | value line:1: a=%ef%BF%bd%E9 / a=%ef%BF%bd%E8
            application/x-www-form-urlencoded | a=%ef%Bf%bD%c3%A9 | a=\uFFFDé         |
            application/x-ndjson              | {"a":1}\\n{"a":2} | {"a":1.0}\\n\\n{"a":2} |
            application/x-ndjson              | {"a":1}\\n{"a":2} | {"a":1}\\n{"a":3}   | value /1/a: 2 / 3
            application/x-ndjson              | {"a":1}\\n{"a":2} | {"a":0}\\n{"a":1}\\n{"a":2} | extra /0: null / {"a":0}
            application/jsonl                 | {"a":1}\\nx       | {"a":1}\\ny         | value line:2: x / y
            text/event-stream                 | data: {"a":1}\\n\\n | : ping\\n\\ndata:{"a":1.0}\\n\\n |
            text/event-stream                 | id: 1\\ndata: x\\ndata: y\\n\\n | id: 1\\ndata: x\\ndata: z\\n\\n | value /0/data: "x\\ny" / "x\\nz"
            text/event-stream                 | event: a\\ndata: {"p":[1]}\\n\\n | event: a\\ndata: {"p":[2]}\\n\\n | value /0/data/p/0: 1 / 2
            text/event-stream                 | data: 1\\n\\ndata: 2\\n\\n | data: 1\\n\\n | missing /1: {"data":"2"} / null
            text/event-stream                 | \uFEFFdata: 1\\n\\n | data: 1\\n\\n |
            text/event-stream                 | \uFEFFdata: 1\\n\\n | \uFEFFdata: 2\\n\\n | value /0/data: "1" / "2"
            text/event-stream                 | {"error":"quota"} | {"error":"auth"} | value line:1: {"error":"quota"} / {"error":"auth"}
            text/event-stream                 | data: 1\\n\\nError 1 | data: 1\\n\\nError 2 | value line:3: Error 1 / Error 2
            application/xml                   | <a x='1' y='2'/> | <a y="2" x="1"></a> |
            application/xml                   | <a>\\n <b>1</b>\\n</a> | <?xml version="1.0"?><a><!-- c --><b>1</b></a> |
            application/xml                   | <a><b>1</b></a>  | <a><b>2</b></a>    | value /a/children/0/b/text: "1" / "2"
            text/xml                          | <a b="1"/>       | <a b="2"/>         | value /a/@b: "1" / "2"
            application/soap+xml              | <a><b/><c/></a>  | <a><c/><b/></a>    | order /a/children: [{"b":{}},{"c":{}}] / [{"c":{}},{"b":{}}]
            application/xml                   | <s:a xmlns:s='u'/> | <s:a xmlns:s='v'/> | value /s:a/@xmlns:s: "u" / "v"
            application/xml                   | <a><![CDATA[x]]></a> | <a>x</a>       |
            application/xml                   | <a>x<!-- c -->y</a> | <a>xy</a>       |
            application/xml                   | <a>x<?p i?>y<b/></a> | <a>xy<b/></a>  |
            application/xml                   | <a> <!-- c --> <b/></a> | <a><b/></a> |
            application/xml                   | <a><sep> </sep></a> | <a><sep/></a>   | missing /a/children/0/sep/text: " " / null
            application/xml                   | <a>\u3000<b/></a> | <a><b/></a>      | missing /a/children/0: "\u3000" / null
            application/xml                   | <a> x <b/></a>   | <a>x<b/></a>       | value /a/children/0: " x " / "x"
            application/xml                   | <a><b></a>       | <a><c></a>         | value line:1: <a><b></a> / <a><c></a>
            text/html                         | <p class=a>Hi    | <html><head></head><body><p class="a">Hi</p></body></html> |
            text/html                         | <p>a  b</p>\\n<p>c</p> | <p>a b</p><!-- x --><p> c</p> |
            text/html                         | <pre>a  b</pre>  | <pre>a b</pre>     | value /html/children/1/body/children/0/pre/text: "a  b" / "a b"
            text/html                         | <p>Hello, <!-- -->Bob</p> | <p>Hello, Bob</p> |
            text/html                         | <p>Hello,<!-- --> <!-- --> Bob</p> | <p>Hello, Bob</p> |
            text/html                         | <p>Hello, <!-- -->Bob</p> | <p>Hello,Bob</p> | value /html/children/1/body/children/0/p/text: "Hello, Bob" / "Hello,Bob"
            text/html                         | <pre><i>if x:</i>\\n  <i>y</i></pre> | <pre><i>if x:</i>\\n <i>y</i></pre> | value /html/children/1/body/children/0/pre/children/1: "\\n  " / "\\n "
            text/html                         | <textarea> </textarea> | <textarea></textarea> | missing /html/children/1/body/children/0/textarea/text: " " / null
            text/html                         | <p> </p>         | <p></p>            |
            text/html                         | <p>a&#9;&#12;b&#13;&#10; c</p> | <p>a b c</p> |
            text/html                         | <p>a&nbsp;b</p>  | <p>a b</p>         | value /html/children/1/body/children/0/p/text: "a\u00a0b" / "a b"
            text/html                         | <p>a&#8203;b</p> | <p>ab</p>          | value /html/children/1/body/children/0/p/text: "a\u200bb" / "ab"
            text/html                         | <p>a&shy;b</p>   | <p>ab</p>          | value /html/children/1/body/children/0/p/text: "a\u00adb" / "ab"
            text/html                         | <p>&#12288;a</p> | <p>a</p>           | value /html/children/1/body/children/0/p/text: "\u3000a" / "a"
            text/html                         | <!DOCTYPE html><p>a | <!doctype HTML>\\n<p>a |
            text/html                         | <!DOCTYPE html><p>a | <p>a            | missing /@doctype: "<!doctype html>" / null
            text/html                         | <p>foo\\n  <b>bar</b></p> | <p> foo <b> bar </b> </p> |
            text/html                         | <p>foo <b>bar</b></p> | <p>foo<b>bar</b></p> | value /html/children/1/body/children/0/p/children/0: "foo " / "foo"
            text/html                         | <p><b>bar</b> foo</p> | <p><b>bar</b>foo</p> | value /html/children/1/body/children/0/p/children/1: " foo" / "foo"
            text/html                         | <div>foo <p>bar</p> foo</div> | <div>foo<p>bar</p>foo</div> |
            text/html                         | <p>foo <br> bar</p> | <p>foo<br>bar</p> |
            text/html                         | <p>1</p><p>2</p> | <p>0</p><p>1</p><p>2</p> | extra /html/children/1/body/children/0: null / {"p":{"text":"0"}}
            text/html                         | <script>var a=1</script> | <script>var a=2</script> | value /html/children/0/head/children/0/script/text: "var a=1" / "var a=2"
            """)
    void areComparedByIt(String type, String reference, String shadow, String expected) {
        List<String> differences = Comparing.withRules().differences(message(type, reference), message(type, shadow));

        assertThat(differences).isEqualTo(expected == null ? List.of() : List.of(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text/html                         | /**/@nonce | <p><script nonce=a>x</script>  | <p><script nonce=b>x</script>
            text/html                         | /**/script | <p><script nonce=a>x</script>  | <p><script nonce=b>y</script>
            application/xml                   | /a/@at     | <a at='1'><b/></a>             | <a at='2'><b/></a>
            application/x-www-form-urlencoded | /token     | token=1&a=1                    | token=2&a=1
            text/event-stream                 | /*/id      | id:1\\ndata:a                   | id:2\\ndata:a
            application/x-ndjson              | /**/at     | {"at":1}\\n{"b":{"at":1}}       | {"at":2}\\n{"b":{"at":3}}
            """)
    void haveRulesByPathAsJsonHas(String type, String path, String reference, String shadow) {
        var comparing = Comparing.withRules(path("noise", path, new RuleAction.Ignore()));

        assertThat(comparing
                        .compare(message(type, reference), message(type, shadow))
                        .outcome())
                .isEqualTo(Outcome.MATCH_AFTER_RULES);
    }

    @Test
    void resolveNoEntityAndReadNoFile() {
        String document = "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;%s</a>";

        assertThat(Comparing.withRules()
                        .differences(
                                message("application/xml", document.formatted("x")),
                                message("application/xml", document.formatted("y"))))
                .singleElement()
                .asString()
                .startsWith("value line:1: <!DOCTYPE");
    }

    @ParameterizedTest
    @CsvSource({"application/xml, <a>, </a>", "text/html, <div>, </div>"})
    void areComparedByLinesWhereTheyAreNestedTooDeep(String type, String begin, String end) {
        String reference = begin.repeat(5_000) + "x" + end.repeat(5_000);
        String shadow = begin.repeat(5_000) + "y" + end.repeat(5_000);

        assertThat(Comparing.withRules()
                        .compare(message(type, reference), message(type, shadow))
                        .differences())
                .singleElement()
                .satisfies(difference -> assertThat(difference.path()).isEqualTo("line:1"));
    }

    @Test
    void areComparedByFrameAndWithoutCompressionWhereTheyAreGrpc() throws IOException {
        var comparing = Comparing.withRules();
        ResponseMessage reference = grpc(frame(0, "one".getBytes(UTF_8)), frame(0, "two".getBytes(UTF_8)));

        assertThat(comparing.differences(reference, grpc(frame(0, "one".getBytes(UTF_8)), frame(1, gzip("two")))))
                .isEmpty();
        assertThat(comparing.differences(
                        reference, grpc(frame(0, "one".getBytes(UTF_8)), frame(0, "too".getBytes(UTF_8)))))
                .containsExactly("value /1: \"dHdv\" / \"dG9v\"");
        assertThat(comparing.differences(reference, grpc(new byte[] {0, 0, 0, 0, 9, 1})))
                .singleElement()
                .asString()
                .startsWith("bytes ");
    }

    @Test
    void areComparedByBytesWhereGrpcDecompressesToTooMuchOrHasFlagsOfNoMeaning() throws IOException {
        var comparing = Comparing.withRules();
        byte[] large = frame(1, gzip("\0".repeat(1 << 20)));
        byte[][] frames = new byte[20][];
        Arrays.fill(frames, large);
        ResponseMessage reference = grpc(frames);
        frames[19] = frame(0, new byte[] {1});

        assertThat(comparing.compare(reference, grpc(frames)).differences())
                .extracting(d -> d.kind().wireName())
                .containsExactly("bytes");
        assertThat(comparing
                        .compare(grpc(frame(2, new byte[] {1})), grpc(frame(0, new byte[] {1})))
                        .differences())
                .extracting(d -> d.kind().wireName())
                .containsExactly("bytes");
    }

    @Test
    void areTheSameWithAndWithoutTheCompressionThatGrpcNames() throws IOException {
        var uncompressed =
                response(200, Headers.of("Content-Type", "application/grpc+proto"), frame(0, "one".getBytes(UTF_8)));

        assertThat(Comparing.withRules().differences(grpc(frame(1, gzip("one"))), uncompressed))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"application/x-ndjson, '', '\n'", "text/event-stream, 'data: ', '\n\n'"})
    void areComparedByLinesWhereAllDocumentsTogetherHaveTooManyElements(String type, String before, String after) {
        String one = before + "[" + "[],".repeat(200_000) + "1]" + after;
        String reference = one.repeat(3);
        String shadow = one.repeat(2) + one.replace("1]", "2]");

        assertThat(Comparing.withRules()
                        .compare(message(type, reference), message(type, shadow))
                        .differences())
                .singleElement()
                .satisfies(difference -> assertThat(difference.path()).startsWith("line:"));
    }

    @Test
    void areComparedByLinesWhereXmlHasTooManyAttributes() {
        String attributes =
                IntStream.range(0, 9_000).mapToObj(i -> " a" + i + "=''").collect(Collectors.joining());
        String reference = "<r>" + ("<e" + attributes + "/>").repeat(30) + "</r>";

        assertThat(Comparing.withRules()
                        .compare(
                                message("text/xml", reference),
                                message("text/xml", reference.replace("</r>", "<x/></r>")))
                        .differences())
                .singleElement()
                .satisfies(difference -> assertThat(difference.path()).isEqualTo("line:1"));
    }

    private static ResponseMessage message(String type, String body) {
        return response(
                200, Headers.of("Content-Type", type), body.replace("\\n", "\n").getBytes(UTF_8));
    }

    private static ResponseMessage grpc(byte[]... frames) {
        var body = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            body.writeBytes(frame);
        }
        return response(
                200, Headers.of("Content-Type", "application/grpc+proto", "grpc-encoding", "gzip"), body.toByteArray());
    }

    private static byte[] frame(int flag, byte[] message) {
        return ByteBuffer.allocate(5 + message.length)
                .put((byte) flag)
                .putInt(message.length)
                .put(message)
                .array();
    }

    private static byte[] gzip(String text) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return out.toByteArray();
    }
}
