package io.kagemusha.proxy.redact;

import io.kagemusha.common.json.PointerPattern;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How far into each of some patterns the way to a place in a document has come. Immutable. */
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

    private PointerPositions(Set<Position> positions) {
        this.positions = positions;
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
        return positions.stream().anyMatch(Position::atEnd);
    }

    /** Whether no pattern can match here or below. */
    boolean lost() {
        return positions.isEmpty();
    }
}
