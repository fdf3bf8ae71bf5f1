package org.kleroterion.gateway.odm;

import java.io.IOException;

/** Text for people, as ODM wraps it; in the language of the protocol, which nothing names. */
final class Translated {
  private Translated() {}

  static void write(XmlOutput xml, String element, String text) throws IOException {
    xml.start(element).text("TranslatedText", text).end();
  }
}
