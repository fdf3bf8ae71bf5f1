package org.kleroterion.gateway.redcap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kleroterion.gateway.AnswerRefused;
import org.kleroterion.gateway.Answers;

/** What a record's columns say of a variable. */
sealed interface Question {
  /** The name of the protocol's variable. */
  String variable();

  /** Those that are read, the first of which a refusal names. */
  List<String> columns();

  /**
   * @param row by column
   * @throws AnswerRefused if it is not certain to mean one value
   */
  JsonNode value(Map<String, String> row) throws AnswerRefused;

  /**
   * One of a closed list of codes.
   *
   * @param values what each code means, in the mapping's order
   */
  record Coded(String variable, String column, Map<String, JsonNode> values) implements Question {
    public Coded {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public JsonNode value(Map<String, String> row) throws AnswerRefused {
      return Answers.coded(values, row.getOrDefault(column, ""));
    }
  }

  /** The number itself, in the variable's unit. */
  record Numeric(String variable, String column) implements Question {
    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public JsonNode value(Map<String, String> row) throws AnswerRefused {
      return Answers.numeric(row.getOrDefault(column, ""));
    }
  }

  /** How many whole years, months or days lie between two dates. */
  record Elapsed(String variable, String from, String to, ChronoUnit unit) implements Question {
    @Override
    public List<String> columns() {
      return List.of(from, to);
    }

    @Override
    public JsonNode value(Map<String, String> row) throws AnswerRefused {
      LocalDate start = date(row, from);
      LocalDate end = date(row, to);
      if (end.isBefore(start)) {
        throw new AnswerRefused("Must not be later than " + to + ".");
      }
      return DecimalNode.valueOf(BigDecimal.valueOf(unit.between(start, end)));
    }

    // Whatever its display, REDCap exports a date as ISO 8601 does.
    private static LocalDate date(Map<String, String> row, String column) throws AnswerRefused {
      String text = row.getOrDefault(column, "");
      if (text.isBlank()) {
        throw new AnswerRefused(column + " must be answered; it is blank.");
      }
      try {
        return LocalDate.parse(text);
      } catch (DateTimeException e) {
        throw new AnswerRefused(column + " must be a date, year first, like 2026-11-23.");
      }
    }
  }
}
