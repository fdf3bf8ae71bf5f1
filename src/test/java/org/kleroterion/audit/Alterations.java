package org.kleroterion.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** The ways in which the members of an entry can be altered, at any depth. */
final class Alterations {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Alterations() {}

  static ObjectNode parsed(byte[] leaf) {
    try {
      return (ObjectNode) JSON.readTree(leaf);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] written(JsonNode leaf) {
    try {
      return JSON.writeValueAsBytes(leaf);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode node(Object value) {
    return JSON.valueToTree(value);
  }

  /** Every member with another value of its type, by its path. */
  static Map<String, ObjectNode> values(ObjectNode leaf) {
    return each(leaf, (holder, name) -> holder.set(name, other(holder.get(name))));
  }

  /** Every member with a value of another type. */
  static Map<String, ObjectNode> types(ObjectNode leaf) {
    return each(
        leaf,
        (holder, name) -> {
          if (holder.get(name).isTextual()) {
            holder.put(name, 7);
          } else {
            holder.put(name, "seven");
          }
        });
  }

  /** Every member missing. */
  static Map<String, ObjectNode> removals(ObjectNode leaf) {
    return each(leaf, ObjectNode::remove);
  }

  /** Every member behind the others of its object. */
  static Map<String, ObjectNode> moves(ObjectNode leaf) {
    return each(leaf, (holder, name) -> holder.set(name, holder.remove(name)));
  }

  private static Map<String, ObjectNode> each(
      ObjectNode leaf, BiConsumer<ObjectNode, String> alteration) {
    Map<String, ObjectNode> altered = new LinkedHashMap<>();
    for (String path : paths("", leaf)) {
      ObjectNode copy = leaf.deepCopy();
      int name = path.lastIndexOf('/');
      alteration.accept((ObjectNode) copy.at(path.substring(0, name)), path.substring(name + 1));
      if (!copy.toString().equals(leaf.toString())) {
        altered.put(path, copy);
      }
    }
    return altered;
  }

  /** JSON pointers to every member of an object, and of the objects in it. */
  private static List<String> paths(String to, JsonNode node) {
    List<String> paths = new ArrayList<>();
    if (node instanceof ObjectNode object) {
      for (String name : (Iterable<String>) object::fieldNames) {
        paths.add(to + "/" + name);
        paths.addAll(paths(to + "/" + name, object.get(name)));
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        paths.addAll(paths(to + "/" + i, array.get(i)));
      }
    }
    return paths;
  }

  private static JsonNode other(JsonNode value) {
    if (value.isNumber()) {
      return JSON.getNodeFactory().numberNode(value.longValue() + 1);
    }
    if (value.isBoolean()) {
      return JSON.getNodeFactory().booleanNode(!value.booleanValue());
    }
    if (value.isTextual()) {
      String text = value.textValue();
      char last = text.isEmpty() ? '-' : text.charAt(text.length() - 1);
      String begin = text.isEmpty() ? "" : text.substring(0, text.length() - 1);
      return JSON.getNodeFactory().textNode(begin + (last == '0' ? '1' : '0'));
    }
    if (value instanceof ArrayNode array) {
      List<JsonNode> reversed = new ArrayList<>();
      array.forEach(reversed::add);
      Collections.reverse(reversed);
      return array.size() > 1 ? JSON.createArrayNode().addAll(reversed) : JSON.createArrayNode();
    }
    return JSON.createObjectNode();
  }
}
