package org.kleroterion.wire;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** Writes a {@link Table} as CSV (RFC 4180) or as NDJSON, one JSON object per line. */
@Provider
@Produces({Media.CSV, Media.NDJSON})
public class PageWriter implements MessageBodyWriter<Table<?>> {
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
      csv(table, out);
    } else {
      for (Object item : table.items()) {
        out.write(json.writeValueAsBytes(item));
        out.write('\n');
      }
    }
  }

  private static <T> void csv(Table<T> table, OutputStream out) throws IOException {
    Csv.header(table.columns(), out);
    Csv.rows(table.columns(), table.items(), out);
  }
}
