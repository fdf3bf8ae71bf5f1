package org.kleroterion.gateway.odm;

import java.io.IOException;

/**
 * Text for people, in a TranslatedText element. It has no language: a protocol does not name one.
 */
final class Translated {
  private Translated() {}

  static void write(XmlOutput xml, String element, String text) throws IOException {
    xml.start(element).text("TranslatedText", text).end();
  }
}
