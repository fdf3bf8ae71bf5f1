package org.kleroterion.gateway.odm;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes XML directly to a stream; nothing is held in memory. */
final class XmlOutput {
  private static final int REPLACEMENT = 0xFFFD;

  private final XMLStreamWriter xml;

  XmlOutput(OutputStream out) throws IOException {
    try {
      xml =
          XMLOutputFactory.newDefaultFactory()
              .createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  /** Begins the document and its root element. All elements are in its namespace. */
  XmlOutput root(String element, String namespace) throws IOException {
    return write(
        () -> {
          xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
          xml.writeStartElement(element);
          xml.writeDefaultNamespace(namespace);
        });
  }

  /**
   * Begins an element.
   *
   * @param attributes name, value, name, value, and so on
   */
  XmlOutput start(String element, String... attributes) throws IOException {
    return write(
        () -> {
          xml.writeStartElement(element);
          attributes(attributes);
        });
  }

  /** Adds an attribute to the element that was started last. */
  XmlOutput attribute(String name, String value) throws IOException {
    return write(() -> xml.writeAttribute(name, legal(value)));
  }

  XmlOutput end() throws IOException {
    return write(xml::writeEndElement);
  }

  /** Writes an element without content. */
  XmlOutput empty(String element, String... attributes) throws IOException {
    return write(
        () -> {
          xml.writeEmptyElement(element);
          attributes(attributes);
        });
  }

  /** Writes an element that holds only text. */
  XmlOutput text(String element, String text) throws IOException {
    return write(
        () -> {
          xml.writeStartElement(element);
          xml.writeCharacters(legal(text));
          xml.writeEndElement();
        });
  }

  /** Ends all open elements and flushes the stream. */
  void finish() throws IOException {
    write(
        () -> {
          xml.writeEndDocument();
          xml.flush();
        });
  }

  /**
   * Replaces every character that XML 1.0 forbids with U+FFFD. Escaping does not make such a
   * character legal (U+FFFE, half of a surrogate pair).
   */
  static String legal(String text) {
    return text.codePoints()
        .map(c -> isLegal(c) ? c : REPLACEMENT)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  // XML 1.0, production 2 (Char).
  private static boolean isLegal(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= ' ' && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }

  private void attributes(String... attributes) throws XMLStreamException {
    for (int i = 0; i < attributes.length; i += 2) {
      xml.writeAttribute(attributes[i], legal(attributes[i + 1]));
    }
  }

  private interface WriteStep {
    void write() throws XMLStreamException;
  }

  private XmlOutput write(WriteStep step) throws IOException {
    try {
      step.write();
      return this;
    } catch (XMLStreamException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
    }
  }
}
