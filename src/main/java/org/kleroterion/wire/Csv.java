package org.kleroterion.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Writes CSV (RFC 4180): a line with the column names, then one line for each item. A text that a
 * spreadsheet could read as a formula gets an apostrophe in front.
 */
public final class Csv {
  private static final CsvMapper CSV = new CsvMapper();

  /** The characters with which a formula can begin. */
  private static final String FORMULA = "=+-@\t\r";

  static {
    // More lines follow in the same stream.
    CSV.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  }

  private Csv() {}

  public static void header(Columns<?> columns, OutputStream out) throws IOException {
    out.write((String.join(",", columns.names()) + "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  public static <T> void rows(Columns<T> columns, List<T> items, OutputStream out)
      throws IOException {
    CsvSchema.Builder schema = CsvSchema.builder().setLineSeparator("\r\n");
    columns.names().forEach(schema::addColumn);
    try (SequenceWriter rows = CSV.writer(schema.build()).writeValues(out)) {
      for (T item : items) {
        rows.write(columns.values(item).stream().map(Csv::cell).toList());
      }
    }
  }

  // A spreadsheet would run a text such as =HYPERLINK(…) as a formula. audit/Verify.java applies
  // the same rule.
  private static String cell(Optional<?> value) {
    String text = Columns.text(value);
    boolean isNumber = value.filter(Number.class::isInstance).isPresent();
    return isNumber || text.isEmpty() || FORMULA.indexOf(text.charAt(0)) < 0 ? text : "'" + text;
  }
}
