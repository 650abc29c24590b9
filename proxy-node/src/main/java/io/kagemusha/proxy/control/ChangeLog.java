package io.kagemusha.proxy.control;

import org.jspecify.annotations.Nullable;

/** Where changes are put before they are in force. */
interface ChangeLog {

    /**
     * Puts a change there. Blocks until it is sure to be there.
     *
     * @param change null to give the name back to the file
     * @return its place among all changes, which rises
     * @throws ChangeFailedException when it is not sure to be there
     */
    long append(String name, @Nullable BackendChange change) throws ChangeFailedException;

    /** Where what is in force comes from, when it comes from here: {@code topic}. */
    String origin();

    /** Who gets to know of a change, for a person: {@code every node}. */
    String reach();
}
