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
import org.kleroterion.wire.outgoing.Exchange;
import org.kleroterion.wire.outgoing.ExchangeFailed;
import org.kleroterion.wire.outgoing.RemoteResponse;

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
   * Reads a record: each column of the mapping with its raw value. A blank value is an empty text.
   *
   * @throws RedcapFailed if REDCap does not return the record, or a column of the mapping is
   *     missing
   */
  Map<String, String> read(String record) throws RedcapFailed {
    Map<String, String> parameters = new LinkedHashMap<>();
    putList(parameters, "records", List.of(record));
    List<Map<String, String>> rows =
        export(parameters, mapping.fields()).stream()
            .filter(row -> record.equals(row.get(mapping.record())))
            .filter(row -> blank(row, INSTRUMENT) && blank(row, INSTANCE))
            .toList();
    if (rows.isEmpty()) {
      throw RedcapFailed.rejected(
          "REDCap shows no such record. It was deleted or renamed, has no data in the mapping's"
              + " event, or belongs to a data access group that the token's user cannot see.");
    }
    if (rows.size() > 1) {
      throw RedcapFailed.rejected(
          "The record has data in several events. Write the member `event` in the mapping.");
    }
    Set<String> missing = new TreeSet<>(mapping.columns());
    missing.removeAll(rows.get(0).keySet());
    if (!missing.isEmpty()) {
      throw RedcapFailed.rejected(
          "The project does not have these fields, or the token's user may not export them: "
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
   * @param subject must be a code: other characters could change the meaning of the filter
   */
  boolean isShared(String record, String subject) throws RedcapFailed {
    Map<String, String> parameters = new LinkedHashMap<>();
    String event = mapping.event().map(name -> "[" + name + "]").orElse("");
    parameters.put("filterLogic", event + "[" + mapping.subject() + "] = \"" + subject + "\"");
    return export(parameters, List.of(mapping.record(), mapping.subject())).stream()
        .filter(row -> subject.equals(row.get(mapping.subject())))
        .anyMatch(row -> !record.equals(row.get(mapping.record())));
  }

  private List<Map<String, String>> export(Map<String, String> selection, Collection<String> fields)
      throws RedcapFailed {
    Map<String, String> parameters = common("export");
    parameters.putAll(selection);
    putList(parameters, "fields", fields);
    mapping.event().ifPresent(event -> putList(parameters, "events", List.of(event)));
    parameters.put("rawOrLabel", "raw");
    parameters.put("exportDataAccessGroups", Boolean.toString(mapping.takesGroups()));
    JsonNode answer = ask(parameters);
    if (!answer.isArray()) {
      throw unexpected("answered with JSON that is not a list of records.");
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
   * Writes some fields of the record. All other fields keep their values.
   *
   * @throws RedcapFailed unless REDCap confirms that it changed one record
   */
  void write(String record, Map<String, String> values) throws RedcapFailed {
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
      throw unexpected("did not confirm that it imported one record.");
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

  // PHP reads parameters named x[0], x[1] as one array.
  private static void putList(Map<String, String> to, String name, Collection<String> values) {
    int i = 0;
    for (String value : values) {
      to.put(name + "[" + i++ + "]", value);
    }
  }

  private JsonNode ask(Map<String, String> parameters) throws RedcapFailed {
    String form =
        parameters.entrySet().stream()
            .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
            .collect(Collectors.joining("&"));
    try {
      RemoteResponse answer =
          exchange.post(
              "application/x-www-form-urlencoded",
              form.getBytes(StandardCharsets.US_ASCII),
              Map.of("Accept", "application/json"));
      return read(answer);
    } catch (ExchangeFailed failed) {
      String why = failed.why();
      // An answer that is too long is about this record only; other records must not wait for it.
      throw failed.answered()
          ? RedcapFailed.rejected(why)
          : RedcapFailed.unavailable(why, Optional.empty());
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private JsonNode read(RemoteResponse answer) throws RedcapFailed {
    if (answer.status() == 400 || answer.status() == 406) {
      throw refusal(answer);
    }
    if (answer.status() != 200) {
      throw unavailable(
          "answered " + answer.status() + ": " + meaning(answer), answer.retryAfter());
    }
    try {
      JsonNode content = JSON.readTree(answer.body());
      if (content.has("error")) {
        throw refusal(answer);
      }
      return content;
    } catch (IOException e) {
      throw unexpected("answered 200, but not with JSON: is it an error or maintenance page?");
    }
  }

  private static String meaning(RemoteResponse answer) {
    return switch (answer.status()) {
      case 301, 302, 303, 307, 308 -> "a redirect. Set api-url to the new URL.";
      case 401, 403 ->
          "it rejected the token, the token's user lacks rights, or this machine is banned.";
      case 404 -> "there is no API at this URL. Check the setting api-url.";
      default -> "it cannot answer now. The service will try again.";
    };
  }

  private RedcapFailed unexpected(String what) {
    return unavailable(what, Optional.empty());
  }

  private RedcapFailed unavailable(String what, Optional<Duration> retryAfter) {
    return RedcapFailed.unavailable(exchange.refused(what).why(), retryAfter);
  }

  // REDCap's message quotes values, and an arm may be one of them: report only the field names.
  private RedcapFailed refusal(RemoteResponse answer) {
    Set<String> named = new TreeSet<>(mapping.fields());
    named.retainAll(
        Arrays.asList(new String(answer.body(), StandardCharsets.UTF_8).split("[^a-z0-9_]+")));
    return RedcapFailed.rejected(
        "REDCap rejected the request"
            + (named.isEmpty() ? "." : ", and names " + String.join(", ", named) + ".")
            + " Compare the mapping with the fields and their choices, and check the token's"
            + " rights.");
  }
}
