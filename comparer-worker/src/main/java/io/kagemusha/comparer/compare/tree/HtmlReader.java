package io.kagemusha.comparer.compare.tree;

import com.fasterxml.jackson.databind.JsonNode;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;
import org.jspecify.annotations.Nullable;

/**
 * Reads HTML as the tree that a browser makes of it, whatever tags were left out. Comments do not count, nor does white
 * space between elements, nor how much there is in texts, but in {@code pre} and {@code textarea}.
 */
final class HtmlReader implements NodeFilter {

    /** The parser's own tree takes some thirty times the text. */
    private static final int MAX_LENGTH = 2 << 20;

    private final Growth growth = new Growth();
    private final ElementTree tree = new ElementTree();

    private HtmlReader() {}

    static @Nullable JsonNode read(String text) {
        if (text.length() > MAX_LENGTH) {
            return null;
        }
        Document document = Jsoup.parse(text);
        var reader = new HtmlReader();
        return NodeTraversor.filter(reader, document) == FilterResult.STOP ? null : reader.tree.root();
    }

    @Override
    public FilterResult head(Node node, int depth) {
        if (node instanceof Element element && !(node instanceof Document)) {
            if (!growth.descend()) {
                return FilterResult.STOP;
            }
            tree.begin(element.normalName());
            for (Attribute attribute : element.attributes()) {
                tree.attribute(attribute.getKey(), attribute.getValue());
            }
        } else if (node instanceof TextNode text) {
            if (!growth.add()) {
                return FilterResult.STOP;
            }
            tree.text(keepsSpace(text) ? text.getWholeText() : text.text().strip());
        } else if (node instanceof DataNode data) {
            tree.text(data.getWholeData().strip());
        }
        return FilterResult.CONTINUE;
    }

    @Override
    public FilterResult tail(Node node, int depth) {
        if (node instanceof Element && !(node instanceof Document)) {
            growth.ascend();
            tree.end();
        }
        return FilterResult.CONTINUE;
    }

    private static boolean keepsSpace(TextNode text) {
        for (Node node = text.parent(); node != null; node = node.parent()) {
            if (node.normalName().equals("pre") || node.normalName().equals("textarea")) {
                return true;
            }
        }
        return false;
    }
}
