package dev.ringback.protocol.providers.body;

import java.io.ByteArrayInputStream;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads one value out of XML of strangers, without entities, document types and references. */
public final class XmlText {

    private static final int DEPTH = 100;

    private XmlText() {}

    /**
     * Looks up the text of the first element at a path.
     *
     * @param xml the document
     * @param path names of elements from the root, such as {@code /notification/kind}
     * @return nothing when there is no such element, or when this is no XML of this kind
     */
    public static Optional<String> at(byte[] xml, String path) {
        try {
            XMLStreamReader reader = factory().createXMLStreamReader(new ByteArrayInputStream(xml));
            StringBuilder here = new StringBuilder();
            int depth = 0;
            while (reader.hasNext() && depth < DEPTH) {
                switch (reader.next()) {
                    case XMLStreamReader.START_ELEMENT -> {
                        here.append('/').append(reader.getLocalName());
                        depth++;
                        if (path.contentEquals(here)) {
                            return Optional.of(reader.getElementText());
                        }
                    }
                    case XMLStreamReader.END_ELEMENT -> {
                        here.setLength(here.lastIndexOf("/"));
                        depth--;
                    }
                    case XMLStreamReader.DTD -> {
                        return Optional.empty();
                    }
                    default -> {}
                }
            }
            return Optional.empty();
        } catch (XMLStreamException noXml) {
            return Optional.empty();
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }
}
