package org.kleroterion.gateway.odm;

import static org.hamcrest.Matchers.equalTo;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** An export as a reader finds it, and where things stand in it. */
final class Odm {
  private Odm() {}

  /** The trial's export, which is what the standard asks. */
  static Element of(TrialUnderTest trial) throws Exception {
    Element odm =
        parse(
            trial
                .get(Tokens.auditor(), "export/odm")
                .statusCode(200)
                .contentType("application/xml")
                .header("Cache-Control", equalTo("no-store"))
                .header(
                    "Content-Disposition",
                    equalTo("attachment; filename=\"" + trial.code() + "-odm.xml\""))
                .extract()
                .asByteArray());
    OdmStructure.require(odm);
    return odm;
  }

  static Element parse(byte[] document) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    return factory
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(document))
        .getDocumentElement();
  }

  static List<Element> children(Element element) {
    List<Element> children = new ArrayList<>();
    for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element child) {
        children.add(child);
      }
    }
    return children;
  }

  /** The text that stands in the element itself. */
  static String ownText(Element element) {
    StringBuilder text = new StringBuilder();
    for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node.getNodeType() == Node.TEXT_NODE) {
        text.append(node.getNodeValue());
      }
    }
    return text.toString();
  }

  static List<Element> all(Element within, String name) {
    NodeList found = within.getElementsByTagNameNS("*", name);
    List<Element> all = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      all.add((Element) found.item(i));
    }
    return all;
  }

  static Element child(Element element, String name) {
    return children(element).stream()
        .filter(child -> child.getLocalName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  static Element one(Element within, String name, String attribute, String value) {
    return all(within, name).stream()
        .filter(element -> element.getAttribute(attribute).equals(value))
        .findFirst()
        .orElseThrow();
  }

  static Element subject(Element odm, String subject) {
    return one(odm, "SubjectData", "SubjectKey", subject);
  }

  static List<String> subjects(Element odm) {
    return all(odm, "SubjectData").stream()
        .map(subject -> subject.getAttribute("SubjectKey"))
        .toList();
  }

  /** The values within an element, by item. */
  static Map<String, String> values(Element within) {
    Map<String, String> values = new LinkedHashMap<>();
    all(within, "ItemData")
        .forEach(item -> values.put(item.getAttribute("ItemOID"), item.getAttribute("Value")));
    return values;
  }

  /** A code list's codes and what they mean. */
  static Map<String, String> codes(Element odm, String list) {
    return children(one(odm, "CodeList", "OID", list)).stream()
        .collect(
            Collectors.toMap(item -> item.getAttribute("CodedValue"), Element::getTextContent));
  }
}
