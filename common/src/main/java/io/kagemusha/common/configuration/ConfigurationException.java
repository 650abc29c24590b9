package io.kagemusha.common.configuration;

import java.util.List;

/** A configuration that is wrong, with one line for each fault. */
public final class ConfigurationException extends Exception {

    private static final long serialVersionUID = 1L;

    private final List<String> faults;

    public ConfigurationException(List<String> faults) {
        super(String.join("\n", faults));
        this.faults = List.copyOf(faults);
    }

    /** Throws one where there are faults. */
    public static void throwIfAny(List<String> faults) throws ConfigurationException {
        if (!faults.isEmpty()) {
            throw new ConfigurationException(faults);
        }
    }

    /** One line each, naming the key's path, the value and what was expected. */
    public List<String> faults() {
        return faults;
    }
}
