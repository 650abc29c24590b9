package io.kagemusha.proxy.redact;

import io.kagemusha.common.json.PointerPattern;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How far into each of some patterns the way to a place in a document has come. Confined to one thread. */
final class PointerPositions {

    private record Position(List<String> segments, int at) {

        boolean atEnd() {
            return at == segments.size();
        }

        String segment() {
            return segments.get(at);
        }

        Position next() {
            return new Position(segments, at + 1);
        }
    }

    private final Set<Position> positions;
    private final boolean matched;
    /** Where every step leads whose name no pattern asks for, which most are. */
    private @Nullable PointerPositions elsewhere;

    private PointerPositions(Set<Position> positions) {
        this.positions = positions;
        this.matched = positions.stream().anyMatch(Position::atEnd);
    }

    /** At the document's root. */
    static PointerPositions of(Collection<String> patterns) {
        var start = new HashSet<Position>();
        for (String pattern : patterns) {
            add(new Position(PointerPattern.parse(pattern).segments(), 0), start);
        }
        return new PointerPositions(start);
    }

    /** One step down, to the member or element of that name; names are compared without regard to case. */
    PointerPositions step(String name) {
        for (Position position : positions) {
            if (!position.atEnd() && position.segment().equalsIgnoreCase(name)) {
                return next(name);
            }
        }
        PointerPositions next = elsewhere == null ? next(null) : elsewhere;
        elsewhere = next;
        return next;
    }

    /** @param name null for one that no pattern asks for */
    private PointerPositions next(@Nullable String name) {
        var next = new HashSet<Position>();
        for (Position position : positions) {
            if (position.atEnd()) {
                continue;
            }
            if (position.segment().equals(PointerPattern.ANY_NUMBER)) {
                add(position, next);
            } else if (position.segment().equals(PointerPattern.ONE)
                    || position.segment().equalsIgnoreCase(name)) {
                add(position.next(), next);
            }
        }
        return new PointerPositions(next);
    }

    private static void add(Position position, Set<Position> all) {
        all.add(position);
        if (!position.atEnd() && position.segment().equals(PointerPattern.ANY_NUMBER)) {
            add(position.next(), all);
        }
    }

    /** Whether a pattern ends here. */
    boolean matched() {
        return matched;
    }

    /** Whether no pattern can match here or below. */
    boolean lost() {
        return positions.isEmpty();
    }
}
