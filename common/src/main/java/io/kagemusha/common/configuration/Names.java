package io.kagemusha.common.configuration;

import io.kagemusha.common.http.FieldSyntax;
import io.kagemusha.common.yaml.ValueType;
import java.util.regex.Pattern;

/** The forms of the names in a configuration. */
public final class Names {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    /** Of backends, routes and rules: they stand in record headers, topics, metrics and file names. */
    public static final ValueType<String> NAME = ValueType.text(
            "a name of at most 100 letters, digits, '.', '_' and '-'",
            text -> FORM.matcher(text).matches());

    /** Of header fields. */
    static final ValueType<String> FIELD =
            ValueType.text("the name of a header field (RFC 9110, 5.1)", FieldSyntax::isToken);

    private Names() {}
}
