package io.kagemusha.common.yaml;

/** A text that is no YAML document of the kind that is read here. The message is one line that says where and why. */
public final class YamlException extends Exception {

    private static final long serialVersionUID = 1L;

    YamlException(String message) {
        super(message);
    }
}
