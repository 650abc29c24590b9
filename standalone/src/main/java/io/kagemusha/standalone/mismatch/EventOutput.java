package io.kagemusha.standalone.mismatch;

/** Where the events of a topic go, one after the other. Used by one thread. */
public interface EventOutput {

    /**
     * Takes the value of a record.
     *
     * @throws BadEventException when it is no event of the topic; it is passed over then
     */
    void accept(byte[] value) throws BadEventException;

    /** Says what is to be said when there are no more, at least one having come. */
    default void end() {}
}
