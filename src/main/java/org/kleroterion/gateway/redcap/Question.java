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

/** How to read the value of one variable from the columns of a record. */
sealed interface Question {
  /** The name of the protocol's variable. */
  String variable();

  /** The columns to read; a violation names the first. */
  List<String> columns();

  /**
   * @param row the record's values by column
   * @throws AnswerRefused if the columns have no exact meaning
   */
  JsonNode value(Map<String, String> row) throws AnswerRefused;

  /**
   * A field with a closed list of codes.
   *
   * @param values each code with its value, in the mapping's order
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

  /** A field that holds a number in the variable's unit. */
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

  /** The number of whole years, months or days between two date fields. */
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

    // REDCap exports a date as year-month-day, whatever format it displays.
    private static LocalDate date(Map<String, String> row, String column) throws AnswerRefused {
      String text = row.getOrDefault(column, "");
      if (text.isBlank()) {
        throw new AnswerRefused(column + " must be answered; it is blank.");
      }
      try {
        return LocalDate.parse(text);
      } catch (DateTimeException e) {
        throw new AnswerRefused(column + " must be a date such as 2026-11-23, year first.");
      }
    }
  }
}
