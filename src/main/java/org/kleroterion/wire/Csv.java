package org.kleroterion.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes CSV (RFC 4180): a line with the column names, then one line for each item. */
public final class Csv {
  private static final CsvMapper CSV = new CsvMapper();

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
        rows.write(columns.cells(item));
      }
    }
  }
}
