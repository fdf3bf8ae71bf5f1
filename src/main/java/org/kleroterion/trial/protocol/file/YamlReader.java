package org.kleroterion.trial.protocol.file;

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
import org.kleroterion.trial.protocol.file.Yaml.Entry;
import org.kleroterion.trial.protocol.file.Yaml.Mapping;
import org.kleroterion.trial.protocol.file.Yaml.Refused;
import org.kleroterion.trial.protocol.file.Yaml.Scalar;
import org.kleroterion.trial.protocol.file.Yaml.Sequence;
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
 * Reads a safe subset of YAML: one document of mappings, sequences and scalars. Tags are not
 * allowed, so a file cannot choose Java types to create. Anchors and aliases are not allowed, so a
 * small file cannot expand to a large document.
 */
public final class YamlReader {
  static final int MAX_BYTES = 256 * 1024;

  private static final int MAX_DEPTH = 8;

  private final Faults faults;

  public YamlReader(Faults faults) {
    this.faults = faults;
  }

  /**
   * The bytes as text. Empty if there are too many or they are not UTF-8; then a fault was added.
   */
  public Optional<String> decode(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      faults.add(
          1,
          "",
          "The file has " + bytes.length + " bytes.",
          "At most " + MAX_BYTES + " bytes are allowed.");
      return Optional.empty();
    }
    try {
      // A new decoder throws on malformed bytes; new String() would replace them silently.
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      faults.add(1, "", "The file is not UTF-8.", "Save the file as UTF-8.");
      return Optional.empty();
    }
  }

  /** The document. Empty if it is not a mapping; then a fault was added. */
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
          "Put text that contains , : ? # { [ or a quotation mark between quotes.");
    } catch (ReaderException e) {
      faults.add(
          line(text, e.getPosition()),
          "",
          String.format("The file contains the character U+%04X.", e.getCodePoint()),
          "Remove the character: it is not printable.");
    } catch (YAMLException e) {
      faults.add(1, "", "The YAML cannot be read: " + e.getMessage() + ".", "Correct the YAML.");
    }
    return Optional.empty();
  }

  private Optional<Mapping> document(Iterator<Event> events) {
    Optional<Yaml> root = Optional.empty();
    while (events.hasNext()) {
      Event event = events.next();
      if (event instanceof DocumentStartEvent && root.isPresent()) {
        faults.add(
            line(event), "", "A second document begins here.", "Write one document per file.");
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
          "Begin the file with `trial: ` and the trial's code.");
    }
    return Optional.empty();
  }

  private Yaml node(NodeEvent event, Iterator<Event> events, int depth) {
    if (event instanceof AliasEvent) {
      faults.add(
          line(event),
          "",
          "The file must not use aliases (*name).",
          "Write the value itself, or quote the text.");
      return new Refused(line(event));
    }
    if (event.getAnchor() != null) {
      faults.add(
          line(event),
          "",
          "The file must not use anchors (&name).",
          "Remove the anchor, or quote the text.");
    }
    if (event instanceof ScalarEvent scalar) {
      rejectTag(scalar, scalar.getTag());
      return new Scalar(
          scalar.getValue(), scalar.getScalarStyle() == ScalarStyle.PLAIN, line(scalar));
    }
    CollectionStartEvent start = (CollectionStartEvent) event;
    rejectTag(start, start.getTag());
    if (depth > MAX_DEPTH) {
      // Stop here: each further level makes the scanner slower.
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
            key.line(), "", "`" + Text.shown(name.value()) + "` appears twice.", "Remove one.");
      } else {
        entries.add(new Entry(name, value));
      }
    }
    return new Mapping(entries, line(start));
  }

  private void rejectTag(NodeEvent event, @Nullable String tag) {
    if (tag != null) {
      faults.add(
          line(event),
          "",
          "The file must not use tags (" + Text.shown(tag) + ").",
          "Remove the tag.");
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
