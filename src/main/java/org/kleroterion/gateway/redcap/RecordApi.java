package org.kleroterion.gateway.redcap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kleroterion.wire.outgoing.Answer;
import org.kleroterion.wire.outgoing.Exchange;
import org.kleroterion.wire.outgoing.ExchangeFailed;

/** The methods Export Records and Import Records of REDCap's API, for one project. */
final class RecordApi {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final String INSTRUMENT = "redcap_repeat_instrument";
  private static final String INSTANCE = "redcap_repeat_instance";
  private static final String EVENT = "redcap_event_name";

  private final Exchange exchange;
  private final String token;
  private final ProjectMapping mapping;

  RecordApi(Exchange exchange, String token, ProjectMapping mapping) {
    this.exchange = exchange;
    this.token = token;
    this.mapping = mapping;
  }

  /**
   * The record's columns with their raw values; blank ones are empty texts.
   *
   * @throws NotTaken if it cannot be had, or lacks a column of the mapping
   */
  Map<String, String> read(String record) throws NotTaken {
    Map<String, String> parameters = new LinkedHashMap<>();
    putList(parameters, "records", List.of(record));
    List<Map<String, String>> rows =
        export(parameters, mapping.fields()).stream()
            .filter(row -> record.equals(row.get(mapping.record())))
            .filter(row -> blank(row, INSTRUMENT) && blank(row, INSTANCE))
            .toList();
    if (rows.isEmpty()) {
      throw NotTaken.refused(
          "REDCap shows no such record: it was deleted or renamed, has nothing in the mapping's"
              + " event, or is of a data access group that the token's user does not see.");
    }
    if (rows.size() > 1) {
      throw NotTaken.refused("The record has several events: the mapping must name one.");
    }
    Set<String> missing = new TreeSet<>(mapping.columns());
    missing.removeAll(rows.get(0).keySet());
    if (!missing.isEmpty()) {
      throw NotTaken.refused(
          "REDCap's project lacks, or the token's user may not export: "
              + String.join(", ", missing)
              + ".");
    }
    return rows.get(0);
  }

  private static boolean blank(Map<String, String> row, String column) {
    return row.getOrDefault(column, "").isEmpty();
  }

  /**
   * Whether another record has the same subject's code.
   *
   * @param subject a code, so that nothing in it means anything to the filter
   */
  boolean isShared(String record, String subject) throws NotTaken {
    Map<String, String> parameters = new LinkedHashMap<>();
    String event = mapping.event().map(name -> "[" + name + "]").orElse("");
    parameters.put("filterLogic", event + "[" + mapping.subject() + "] = \"" + subject + "\"");
    return export(parameters, List.of(mapping.record(), mapping.subject())).stream()
        .filter(row -> subject.equals(row.get(mapping.subject())))
        .anyMatch(row -> !record.equals(row.get(mapping.record())));
  }

  private List<Map<String, String>> export(Map<String, String> of, Collection<String> fields)
      throws NotTaken {
    Map<String, String> parameters = common("export");
    parameters.putAll(of);
    putList(parameters, "fields", fields);
    mapping.event().ifPresent(event -> putList(parameters, "events", List.of(event)));
    parameters.put("rawOrLabel", "raw");
    parameters.put("exportDataAccessGroups", Boolean.toString(mapping.takesGroups()));
    JsonNode answer = ask(parameters);
    if (!answer.isArray()) {
      throw strange("answered with JSON that is no list of records.");
    }
    List<Map<String, String>> rows = new ArrayList<>();
    for (JsonNode row : answer) {
      Map<String, String> columns = new LinkedHashMap<>();
      row.properties()
          .forEach(column -> columns.put(column.getKey(), column.getValue().asText("")));
      rows.add(columns);
    }
    return rows;
  }

  /**
   * Writes fields of the record, and leaves all others as they are.
   *
   * @throws NotTaken unless REDCap says that it took them
   */
  void write(String record, Map<String, String> values) throws NotTaken {
    Map<String, String> row = new LinkedHashMap<>();
    row.put(mapping.record(), record);
    mapping.event().ifPresent(event -> row.put(EVENT, event));
    row.putAll(values);
    Map<String, String> parameters = common("import");
    parameters.put("overwriteBehavior", "normal");
    parameters.put("forceAutoNumber", "false");
    parameters.put("dateFormat", "YMD");
    parameters.put("returnContent", "count");
    parameters.put("data", text(List.of(row)));
    if (ask(parameters).path("count").asInt() != 1) {
      throw strange("does not say that it took one record.");
    }
  }

  private static String text(List<Map<String, String>> rows) {
    try {
      return JSON.writeValueAsString(rows);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> common(String action) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("token", token);
    parameters.put("content", "record");
    parameters.put("action", action);
    parameters.put("format", "json");
    parameters.put("type", "flat");
    parameters.put("returnFormat", "json");
    return parameters;
  }

  // An array as PHP reads it.
  private static void putList(Map<String, String> to, String name, Collection<String> values) {
    int i = 0;
    for (String value : values) {
      to.put(name + "[" + i++ + "]", value);
    }
  }

  private JsonNode ask(Map<String, String> parameters) throws NotTaken {
    String form =
        parameters.entrySet().stream()
            .map(one -> encoded(one.getKey()) + "=" + encoded(one.getValue()))
            .collect(Collectors.joining("&"));
    try {
      Answer answer =
          exchange.post(
              "application/x-www-form-urlencoded",
              form.getBytes(StandardCharsets.US_ASCII),
              Map.of("Accept", "application/json"));
      return read(answer);
    } catch (ExchangeFailed failed) {
      String why = failed.why();
      // What comes at all and is too long comes with this record; no other one should wait for it.
      throw failed.answered() ? NotTaken.refused(why) : NotTaken.unavailable(why, Optional.empty());
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private JsonNode read(Answer answer) throws NotTaken {
    if (answer.status() == 400 || answer.status() == 406) {
      throw refusal(answer);
    }
    if (answer.status() != 200) {
      throw unavailable(
          "answered " + answer.status() + ": " + meaning(answer), answer.retryAfter());
    }
    try {
      JsonNode said = JSON.readTree(answer.body());
      if (said.has("error")) {
        throw refusal(answer);
      }
      return said;
    } catch (IOException e) {
      throw strange("answered 200 with something that is no JSON: an error page, or maintenance?");
    }
  }

  private static String meaning(Answer answer) {
    return switch (answer.status()) {
      case 301, 302, 303, 307, 308 -> "it is elsewhere. Mend the setting api-url.";
      case 401, 403 ->
          "it does not take the token, its user lacks the rights, or this machine is banned.";
      case 404 -> "there is no API. Is the setting api-url right?";
      default -> "it cannot now. Later it may.";
    };
  }

  private NotTaken strange(String what) {
    return unavailable(what, Optional.empty());
  }

  private NotTaken unavailable(String what, Optional<Duration> alone) {
    return NotTaken.unavailable(exchange.refused(what).why(), alone);
  }

  // Its own words quote the values, an arm among them: only the fields that it names are told.
  private NotTaken refusal(Answer answer) {
    Set<String> named = new TreeSet<>(mapping.fields());
    named.retainAll(
        Arrays.asList(new String(answer.body(), StandardCharsets.UTF_8).split("[^a-z0-9_]+")));
    return NotTaken.refused(
        "REDCap refuses it"
            + (named.isEmpty() ? "." : ", and names " + String.join(", ", named) + ".")
            + " Compare the mapping, the fields and their choices, and the token's rights.");
  }
}
