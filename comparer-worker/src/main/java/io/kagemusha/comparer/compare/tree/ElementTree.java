package io.kagemusha.comparer.compare.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Builds the tree of an HTML or XML document. An element is {@code {"name": {…}}} with its attributes as {@code @name}
 * and its elements and texts, in order, as {@code children}; where text is all that it holds, as {@code text}. Texts with
 * no element between them are one.
 */
final class ElementTree {

    /** That of HTML and XML. What else looks empty, a no-break space for example, is text. */
    private static final String SPACES = "\t\n\f\r ";

    private static final Pattern RUN_OF_SPACES = Pattern.compile("[" + SPACES + "]+");

    private final ArrayDeque<Open> open = new ArrayDeque<>();
    private final ObjectNode root = JsonNodeFactory.instance.objectNode();

    /** What white space means in the texts of an element. */
    enum Space {
        /** What it is, but where nothing else stands beside an element. */
        XML,
        /** That words are apart; nothing at the edge of a text, but beside an element within the line. */
        COLLAPSED,
        /** What it is, in all elements below too. */
        PRESERVED
    }

    /** Goes down to a new element; {@code inline} says whether it stands within the line of the texts beside it. */
    void begin(String name, Space space, boolean inline) {
        ObjectNode element = root.objectNode();
        Open parent = open.peek();
        if (parent == null) {
            root.set(name, element);
        } else {
            parent.element(root.objectNode().set(name, element), inline);
        }
        open.push(new Open(element, parent != null && parent.space == Space.PRESERVED ? Space.PRESERVED : space));
    }

    /** Gives the element an attribute, or the document what is said of it before its first element. */
    void attribute(String name, String value) {
        ObjectNode owner = open.isEmpty() ? root : open.element().element;
        owner.put("@" + name, value);
    }

    /** Adds to the text at this place of the element. */
    void text(String text) {
        if (!open.isEmpty()) {
            open.element().text.append(text);
        }
    }

    /** Adds what is no text to people, a script for example. */
    void data(String data) {
        if (!open.isEmpty()) {
            open.element().data(stripped(data));
        }
    }

    /** Goes up from the element. */
    void end() {
        open.pop().end();
    }

    JsonNode root() {
        return root;
    }

    private static String stripped(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && SPACES.indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        while (end > start && SPACES.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(start, end);
    }

    /** An element that has not ended. */
    private static final class Open {
        private final ObjectNode element;
        private final Space space;
        private final List<JsonNode> children = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private boolean hasElements;
        private boolean afterInline;

        Open(ObjectNode element, Space space) {
            this.element = element;
            this.space = space;
        }

        void element(JsonNode child, boolean inline) {
            endText(inline);
            children.add(child);
            hasElements = true;
            afterInline = inline;
        }

        void data(String data) {
            endText(false);
            if (!data.isEmpty()) {
                children.add(element.textNode(data));
            }
        }

        void end() {
            endText(false);
            if (hasElements && space == Space.XML) {
                children.removeIf(child ->
                        child.isTextual() && stripped(child.textValue()).isEmpty());
            }
            if (!hasElements && children.size() == 1) {
                element.set("text", children.get(0));
            } else if (!children.isEmpty()) {
                element.putArray("children").addAll(children);
            }
        }

        private void endText(boolean beforeInline) {
            String whole = text.toString();
            text.setLength(0);
            String counted = space == Space.COLLAPSED ? collapsed(whole, afterInline, beforeInline) : whole;
            if (!counted.isEmpty()) {
                children.add(element.textNode(counted));
            }
        }

        private static String collapsed(String text, boolean afterInline, boolean beforeInline) {
            String words = RUN_OF_SPACES.matcher(text).replaceAll(" ");
            String stripped = stripped(words);
            return stripped.isEmpty()
                    ? ""
                    : (afterInline && words.startsWith(" ") ? " " : "")
                            + stripped
                            + (beforeInline && words.endsWith(" ") ? " " : "");
        }
    }
}
