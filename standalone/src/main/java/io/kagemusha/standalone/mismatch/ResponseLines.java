package io.kagemusha.standalone.mismatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.kagemusha.standalone.mismatch.MismatchEvent.Difference;
import io.kagemusha.standalone.mismatch.MismatchEvent.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Both responses of a mismatch as lines to be compared by a diff: status, the header fields that differ, body. JSON is
 * laid out by members, markup by tags.
 */
record ResponseLines(List<String> reference, List<String> shadow) {

    private static final Pattern LINE_BREAK = Pattern.compile("\r\n|\n|\r");
    private static final Pattern BETWEEN_TAGS = Pattern.compile(">\\s*<");

    /** The lines, or null where the event does not carry both bodies as text. */
    static @Nullable ResponseLines of(MismatchEvent event) {
        String referenceBody = event.reference().body();
        String shadowBody = event.shadow().body();
        if (referenceBody == null || shadowBody == null) {
            return null;
        }
        List<String> reference = head(event, event.reference(), Difference::reference);
        List<String> shadow = head(event, event.shadow(), Difference::shadow);
        JsonNode referenceJson = PrettyJson.parse(referenceBody);
        JsonNode shadowJson = PrettyJson.parse(shadowBody);
        if (referenceJson != null && shadowJson != null) {
            reference.addAll(split(PrettyJson.print(referenceJson)));
            shadow.addAll(split(PrettyJson.print(PrettyJson.inOrderOf(referenceJson, shadowJson))));
        } else {
            reference.addAll(textLines(event.reference(), referenceBody));
            shadow.addAll(textLines(event.shadow(), shadowBody));
        }
        return new ResponseLines(reference, shadow);
    }

    private static List<String> head(
            MismatchEvent event, Response response, Function<Difference, @Nullable String> side) {
        var lines = new ArrayList<String>();
        lines.add("HTTP " + response.side().status());
        for (Difference difference : event.differences()) {
            String value = side.apply(difference);
            if (difference.kind().equals("header") && value != null) {
                lines.add(difference.path() + ": " + value);
            }
        }
        lines.add("");
        return lines;
    }

    private static List<String> textLines(Response response, String body) {
        boolean markup = body.stripLeading().startsWith("<");
        var lines = new ArrayList<>(split(markup ? BETWEEN_TAGS.matcher(body).replaceAll(">\n<") : body));
        if (response.truncated()) {
            lines.add("… (the event carries no more of it)");
        }
        return lines;
    }

    private static List<String> split(String text) {
        return text.isEmpty() ? List.of() : List.of(LINE_BREAK.split(text));
    }
}
