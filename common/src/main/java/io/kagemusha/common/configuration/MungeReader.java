package io.kagemusha.common.configuration;

import io.kagemusha.common.http.FieldSyntax;
import io.kagemusha.common.yaml.Section;
import io.kagemusha.common.yaml.ValueType;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads what a route changes for one backend. */
final class MungeReader {

    /** Fields that frame the message or the connection, which are the proxy's own to set (RFC 9112, 6; RFC 9110, 7.6.1). */
    private static final Set<String> FRAMING =
            Set.of("connection", "content-length", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade");

    private static final ValueType<String> NAME = ValueType.text(
            "the name of a header field that does not frame the message",
            text -> FieldSyntax.isToken(text) && !FRAMING.contains(text.toLowerCase(Locale.ROOT)));

    private static final ValueType<String> VALUE =
            ValueType.text("the value of a header field (RFC 9110, 5.5)", FieldSyntax::isValue);

    private MungeReader() {}

    static MungeSettings read(Section section) {
        Section setHeaders = section.section("set-headers");
        var set = new LinkedHashMap<String, String>();
        for (Map.Entry<String, String> field : setHeaders.values(NAME, VALUE).entrySet()) {
            if (set.keySet().stream().anyMatch(field.getKey()::equalsIgnoreCase)) {
                setHeaders.fault(field.getKey(), "given twice, in other capitals", "once");
            }
            set.put(field.getKey(), field.getValue());
        }
        return new MungeSettings(set, Set.copyOf(section.list("remove-headers", NAME)));
    }
}
