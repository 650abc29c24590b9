package io.kagemusha.proxy.http;

/** How one field of a head is written to {@code T}. */
@FunctionalInterface
interface FieldOutput<T> {

    void field(T out, CharSequence name, CharSequence value);
}
