package io.kagemusha.common.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Header fields in the order they were sent, repeated names kept apart (RFC 9110, 5.2 and 5.3).
 *
 * <p>Names are compared without regard to case and kept as written. Mutable and not safe for use by several threads;
 * {@link #unmodifiable()} gives a view that refuses changes.
 */
public final class Headers {

    private final List<String> namesAndValues;
    private final boolean modifiable;

    /** Creates an empty list of fields. */
    public Headers() {
        this(new ArrayList<>(), true);
    }

    private Headers(List<String> namesAndValues, boolean modifiable) {
        this.namesAndValues = namesAndValues;
        this.modifiable = modifiable;
    }

    /** Alternating names and values. */
    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "namesAndValues: " + namesAndValues.length + " strings (expected: an even number)");
        }
        var headers = new Headers();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }

    /** The number of field lines, repeats counted. */
    public int size() {
        return namesAndValues.size() / 2;
    }

    public boolean isEmpty() {
        return namesAndValues.isEmpty();
    }

    /** The name of the field line at {@code index}, as written. */
    public String name(int index) {
        return namesAndValues.get(2 * index);
    }

    /** The value of the field line at {@code index}. */
    public String value(int index) {
        return namesAndValues.get(2 * index + 1);
    }

    /** The first value of that name, or null. */
    public @Nullable String get(String name) {
        for (int i = 0; i < size(); i++) {
            if (name(i).equalsIgnoreCase(name)) {
                return value(i);
            }
        }
        return null;
    }

    /** Every value of that name, in order. */
    public List<String> all(String name) {
        var values = new ArrayList<String>(2);
        for (int i = 0; i < size(); i++) {
            if (name(i).equalsIgnoreCase(name)) {
                values.add(value(i));
            }
        }
        return values;
    }

    public boolean contains(String name) {
        return get(name) != null;
    }

    /** Appends a field line; others of the same name stay. */
    public Headers add(String name, String value) {
        checkModifiable();
        namesAndValues.add(FieldSyntax.checkName(name));
        namesAndValues.add(FieldSyntax.checkValue(name, value));
        return this;
    }

    /** Appends a field line as it came off a wire, which may break the syntax that {@link #add} asks for. */
    void addAsReceived(String name, String value) {
        namesAndValues.add(name);
        namesAndValues.add(value);
    }

    /** Puts the value in the place of the first field of that name and removes the others, or appends it. */
    public Headers set(String name, String value) {
        checkModifiable();
        FieldSyntax.checkName(name);
        FieldSyntax.checkValue(name, value);
        for (int i = 0; i < size(); i++) {
            if (name(i).equalsIgnoreCase(name)) {
                namesAndValues.set(2 * i + 1, value);
                removeFrom(i + 1, name);
                return this;
            }
        }
        return add(name, value);
    }

    /** Removes every field of that name. */
    public Headers remove(String name) {
        checkModifiable();
        removeFrom(0, name);
        return this;
    }

    private void removeFrom(int start, String name) {
        for (int i = size() - 1; i >= start; i--) {
            if (name(i).equalsIgnoreCase(name)) {
                namesAndValues.subList(2 * i, 2 * i + 2).clear();
            }
        }
    }

    /** Calls {@code action} with the name and value of each field line, in order. */
    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < size(); i++) {
            action.accept(name(i), value(i));
        }
    }

    /** A modifiable copy. */
    public Headers copy() {
        return new Headers(new ArrayList<>(namesAndValues), true);
    }

    /** A view of these fields that throws {@link UnsupportedOperationException} when changed. */
    public Headers unmodifiable() {
        return modifiable ? new Headers(namesAndValues, false) : this;
    }

    private void checkModifiable() {
        if (!modifiable) {
            throw new UnsupportedOperationException("these header fields can only be read");
        }
    }

    /** Equal when the same names, as written, stand with the same values in the same order. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Headers headers && namesAndValues.equals(headers.namesAndValues);
    }

    @Override
    public int hashCode() {
        return namesAndValues.hashCode();
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
        return text.toString();
    }
}
