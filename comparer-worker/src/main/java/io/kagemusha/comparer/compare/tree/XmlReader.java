package io.kagemusha.comparer.compare.tree;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.StringReader;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads XML as a tree. A document with a type declaration is none: entities could stand for anything, and are never
 * resolved. Comments, processing instructions and white space between elements do not count, but white space that is all
 * that an element holds does. Safe for use by several threads.
 */
final class XmlReader {

    private static final XMLInputFactory FACTORY = factory();

    private XmlReader() {}

    static @Nullable JsonNode read(String text) {
        try {
            XMLStreamReader xml = FACTORY.createXMLStreamReader(new StringReader(text));
            try {
                return read(xml);
            } finally {
                xml.close();
            }
        } catch (XMLStreamException e) {
            return null;
        }
    }

    private static @Nullable JsonNode read(XMLStreamReader xml) throws XMLStreamException {
        var growth = new Growth();
        var tree = new ElementTree();
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    int attributes = xml.getNamespaceCount() + xml.getAttributeCount();
                    if (!growth.descend() || !growth.add(attributes)) {
                        return null;
                    }
                    begin(xml, tree);
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    growth.ascend();
                    tree.end();
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (!growth.add()) {
                        return null;
                    }
                    tree.text(xml.getText());
                }
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> {
                    return null;
                }
                default -> {
                    // What clients pass over
                }
            }
        }
        return tree.root();
    }

    private static void begin(XMLStreamReader xml, ElementTree tree) {
        tree.begin(qualified(xml.getPrefix(), xml.getLocalName()), ElementTree.Space.XML, false);
        for (int i = 0; i < xml.getNamespaceCount(); i++) {
            String prefix = xml.getNamespacePrefix(i);
            String uri = xml.getNamespaceURI(i);
            tree.attribute(prefix == null ? "xmlns" : "xmlns:" + prefix, uri == null ? "" : uri);
        }
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            tree.attribute(
                    qualified(xml.getAttributePrefix(i), xml.getAttributeLocalName(i)), xml.getAttributeValue(i));
        }
    }

    private static String qualified(@Nullable String prefix, String name) {
        return prefix == null || prefix.isEmpty() ? name : prefix + ":" + name;
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }
}
