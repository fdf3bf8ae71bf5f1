package org.kleroterion.wire;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

/** Writes a {@link Table} as CSV (RFC 4180) or as one JSON text a line. */
@Provider
@Produces({Media.CSV, Media.NDJSON})
public class PageWriter implements MessageBodyWriter<Table<?>> {
  private static final CsvMapper CSV = new CsvMapper();

  private final ObjectMapper json;

  PageWriter(ObjectMapper json) {
    this.json = json;
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
    return Table.class.isAssignableFrom(type);
  }

  @Override
  public void writeTo(
      Table<?> table,
      Class<?> type,
      Type generic,
      Annotation[] annotations,
      MediaType media,
      MultivaluedMap<String, Object> headers,
      OutputStream out)
      throws IOException {
    if (media.getSubtype().equals("csv")) {
      out.write(csv(table));
    } else {
      for (Object item : table.items()) {
        out.write(json.writeValueAsBytes(item));
        out.write('\n');
      }
    }
  }

  private static <T> byte[] csv(Table<T> table) throws IOException {
    CsvSchema.Builder schema = CsvSchema.builder().setUseHeader(true).setLineSeparator("\r\n");
    table.columns().names().forEach(schema::addColumn);
    if (table.items().isEmpty()) {
      return (String.join(",", table.columns().names()) + "\r\n").getBytes(StandardCharsets.UTF_8);
    }
    try (var bytes = new java.io.ByteArrayOutputStream();
        SequenceWriter rows = CSV.writer(schema.build()).writeValues(bytes)) {
      for (T item : table.items()) {
        rows.write(table.columns().cells(item));
      }
      rows.flush();
      return bytes.toByteArray();
    }
  }
}
