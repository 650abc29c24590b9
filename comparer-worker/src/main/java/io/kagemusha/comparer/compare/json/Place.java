package io.kagemusha.comparer.compare.json;

import io.kagemusha.comparer.compare.rule.PathRules;
import org.jspecify.annotations.Nullable;

/** A place in a document: its pointer, written out only when asked for, and the rules that hold there. */
final class Place {

    private final @Nullable Place parent;
    private final @Nullable String member;
    private final int index;
    private final PathRules rules;
    private final @Nullable String shape;

    private Place(@Nullable Place parent, @Nullable String member, int index, PathRules rules) {
        this.parent = parent;
        this.member = member;
        this.index = index;
        this.rules = rules;
        this.shape = parent != null && parent.shape != null ? parent.shape : rules.sameShape();
    }

    static Place root(PathRules rules) {
        return new Place(null, null, 0, rules);
    }

    Place member(String name) {
        return new Place(this, name, 0, rules.member(name));
    }

    Place element(int elementIndex) {
        return new Place(this, null, elementIndex, rules.element(elementIndex));
    }

    PathRules rules() {
        return rules;
    }

    /** The rule, of this place or one above, by which only shapes count; or null. */
    @Nullable
    String shape() {
        return shape;
    }

    boolean isInArray() {
        for (Place place = this; place.parent != null; place = place.parent) {
            if (place.member == null) {
                return true;
            }
        }
        return false;
    }

    /** The pointer (RFC 6901). */
    String pointer() {
        var text = new StringBuilder();
        appendTo(text);
        return text.toString();
    }

    private void appendTo(StringBuilder text) {
        if (parent != null) {
            parent.appendTo(text);
            text.append('/')
                    .append(
                            member == null
                                    ? Integer.toString(index)
                                    : member.replace("~", "~0").replace("/", "~1"));
        }
    }
}
