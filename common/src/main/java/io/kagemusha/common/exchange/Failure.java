package io.kagemusha.common.exchange;

/**
 * Why a backend gave no complete response.
 *
 * @param reason one line for a person, may be empty; for {@link FailureKind#SHED} the name of what was protected
 */
public record Failure(FailureKind kind, String reason) {

    @Override
    public String toString() {
        return reason.isEmpty() ? kind.wireName() : kind.wireName() + " (" + reason + ")";
    }
}
