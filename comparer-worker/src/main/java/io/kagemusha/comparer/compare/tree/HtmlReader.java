package io.kagemusha.comparer.compare.tree;

import com.fasterxml.jackson.databind.JsonNode;
import io.kagemusha.comparer.compare.tree.ElementTree.Space;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.DocumentType;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;
import org.jspecify.annotations.Nullable;

/**
 * Reads HTML as the tree that a browser makes of it, whatever tags were left out. Comments do not count, nor does white
 * space between elements, nor how much there is in texts, but in {@code pre} and {@code textarea}. That a text has some at
 * its edge counts beside elements that stand within its line.
 */
final class HtmlReader implements NodeFilter {

    /** The parser's own tree takes some thirty times the text. */
    private static final int MAX_LENGTH = 2 << 20;

    private static final Set<String> PRESERVING = Set.of("pre", "textarea");

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
            String name = element.normalName();
            boolean inline = !element.isBlock() && !name.equals("br");
            tree.begin(name, PRESERVING.contains(name) ? Space.PRESERVED : Space.COLLAPSED, inline);
            for (Attribute attribute : element.attributes()) {
                tree.attribute(attribute.getKey(), attribute.getValue());
            }
        } else if (node instanceof TextNode text) {
            if (!growth.add()) {
                return FilterResult.STOP;
            }
            tree.text(text.getWholeText());
        } else if (node instanceof DocumentType type) {
            // Without it, or with an old one, browsers lay the page out in another way
            tree.attribute("doctype", type.outerHtml());
        } else if (node instanceof DataNode data) {
            tree.data(data.getWholeData());
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
}
