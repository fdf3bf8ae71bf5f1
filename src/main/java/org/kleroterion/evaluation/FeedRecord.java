package org.kleroterion.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of a file of screening records.
 *
 * @param body the request for the service; numbers have the same digits as in the file
 */
record FeedRecord(String subject, String site, JsonNode body) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /**
   * Reads all records of a file.
   *
   * @throws FeedStopped if the file cannot be read or a line is not a record; the message names the
   *     line
   */
  static List<FeedRecord> readAll(Path file) throws FeedStopped {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, UTF_8);
    } catch (IOException e) {
      throw new FeedStopped("cannot read " + file + ": " + FeedStopped.reason(e));
    }
    List<FeedRecord> records = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        records.add(read(lines.get(i), file + ", line " + (i + 1)));
      }
    }
    return records;
  }

  private static FeedRecord read(String line, String where) throws FeedStopped {
    JsonNode body;
    try {
      body = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new FeedStopped(where + ": not JSON: " + e.getOriginalMessage() + nothingSent());
    }
    if (!body.path("subject").isTextual()
        || !body.path("site").isTextual()
        || !body.path("screening").isObject()) {
      throw new FeedStopped(
          where
              + ": expected {\"subject\": \"...\", \"site\": \"...\", \"screening\": {...}}"
              + nothingSent());
    }
    return new FeedRecord(body.get("subject").textValue(), body.get("site").textValue(), body);
  }

  private static String nothingSent() {
    return ". Nothing was sent.";
  }
}
