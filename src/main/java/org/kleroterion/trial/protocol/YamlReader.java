package org.kleroterion.trial.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kleroterion.trial.protocol.Yaml.Entry;
import org.kleroterion.trial.protocol.Yaml.Mapping;
import org.kleroterion.trial.protocol.Yaml.Refused;
import org.kleroterion.trial.protocol.Yaml.Scalar;
import org.kleroterion.trial.protocol.Yaml.Sequence;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.ParserException;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Reads the part of YAML that cannot surprise: one document of mappings, sequences and scalars. No
 * tag, so no type of anybody's choice is built; no anchor, so no file grows when it is read.
 */
public final class YamlReader {
  static final int LARGEST = 256 * 1024;

  private static final int DEEPEST = 8;

  private final Faults faults;

  public YamlReader(Faults faults) {
    this.faults = faults;
  }

  /** The bytes' text; empty, with a fault, if they are too many or not UTF-8. */
  public Optional<String> decode(byte[] bytes) {
    if (bytes.length > LARGEST) {
      faults.add(
          1, "", "The file has " + bytes.length + " bytes.", "Such a file has at most 262144.");
      return Optional.empty();
    }
    try {
      // A fresh decoder reports what is malformed; new String() would put a question mark there.
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      faults.add(1, "", "The file is not UTF-8.", "Save it in that encoding.");
      return Optional.empty();
    }
  }

  /** The document's mapping; empty, with a fault, if there is none. */
  public Optional<Mapping> read(String text) {
    try {
      Iterator<Event> events =
          new org.yaml.snakeyaml.Yaml(new LoaderOptions())
              .parse(new java.io.StringReader(text))
              .iterator();
      return document(events);
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      faults.add(
          mark == null ? 1 : mark.getLine() + 1,
          "",
          "The YAML cannot be read"
              + (mark == null ? "" : " at column " + (mark.getColumn() + 1))
              + ": "
              + e.getProblem()
              + ".",
          "Put text that holds , : ? # { [ or a quotation mark between quotes.");
    } catch (ReaderException e) {
      faults.add(
          line(text, e.getPosition()),
          "",
          String.format("The file has the character U+%04X.", e.getCodePoint()),
          "Remove it: it cannot be printed.");
    } catch (YAMLException e) {
      faults.add(1, "", "The YAML cannot be read: " + e.getMessage() + ".", "Mend it.");
    }
    return Optional.empty();
  }

  private Optional<Mapping> document(Iterator<Event> events) {
    Optional<Yaml> root = Optional.empty();
    while (events.hasNext()) {
      Event event = events.next();
      if (event instanceof DocumentStartEvent && root.isPresent()) {
        faults.add(
            line(event), "", "A second document begins here.", "Keep one protocol to a file.");
        return Optional.empty();
      }
      if (event instanceof NodeEvent node) {
        root = Optional.of(node(node, events, 1));
      }
    }
    if (root.isPresent() && root.get() instanceof Mapping mapping) {
      return Optional.of(mapping);
    }
    if (root.isEmpty() || !(root.get() instanceof Refused)) {
      faults.add(
          1,
          "",
          root.isEmpty() ? "The file is empty." : "The file is not a mapping.",
          "Begin it with `trial: ` and the trial's code.");
    }
    return Optional.empty();
  }

  private Yaml node(NodeEvent event, Iterator<Event> events, int depth) {
    if (event instanceof AliasEvent) {
      faults.add(
          line(event), "", "Such a file has no aliases (*name).", "Write it out, or quote it.");
      return new Refused(line(event));
    }
    if (event.getAnchor() != null) {
      faults.add(
          line(event), "", "Such a file has no anchors (&name).", "Remove it, or quote the text.");
    }
    if (event instanceof ScalarEvent scalar) {
      refuseTag(scalar, scalar.getTag());
      return new Scalar(
          scalar.getValue(), scalar.getScalarStyle() == ScalarStyle.PLAIN, line(scalar));
    }
    CollectionStartEvent start = (CollectionStartEvent) event;
    refuseTag(start, start.getTag());
    if (depth > DEEPEST) {
      // Reading on would cost the scanner more with every level.
      throw new ParserException(null, null, "nested too deeply", start.getStartMark());
    }
    return start instanceof MappingStartEvent
        ? mapping(start, events, depth)
        : sequence(start, events, depth);
  }

  private Sequence sequence(CollectionStartEvent start, Iterator<Event> events, int depth) {
    List<Yaml> items = new ArrayList<>();
    for (Event event = events.next();
        !(event instanceof CollectionEndEvent);
        event = events.next()) {
      items.add(node((NodeEvent) event, events, depth + 1));
    }
    return new Sequence(items, line(start));
  }

  private Mapping mapping(CollectionStartEvent start, Iterator<Event> events, int depth) {
    List<Entry> entries = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (Event event = events.next();
        !(event instanceof CollectionEndEvent);
        event = events.next()) {
      Yaml key = node((NodeEvent) event, events, depth + 1);
      Yaml value = node((NodeEvent) events.next(), events, depth + 1);
      if (!(key instanceof Scalar name)) {
        faults.add(key.line(), "", "A member's name must be text.", "Write `name: value`.");
      } else if (!keys.add(name.value())) {
        faults.add(
            key.line(), "", "`" + Text.shown(name.value()) + "` is here twice.", "Remove one.");
      } else {
        entries.add(new Entry(name, value));
      }
    }
    return new Mapping(entries, line(start));
  }

  private void refuseTag(NodeEvent event, @Nullable String tag) {
    if (tag != null) {
      faults.add(
          line(event), "", "Such a file has no tags (" + Text.shown(tag) + ").", "Remove it.");
    }
  }

  private static int line(Event event) {
    return event.getStartMark().getLine() + 1;
  }

  private static int line(String text, int position) {
    int end = Math.min(position, text.length());
    return 1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
  }
}
