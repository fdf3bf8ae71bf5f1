package org.kleroterion.wire;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Optional;

/**
 * Writes a {@link Table} as CSV (RFC 4180) or as NDJSON, one JSON object per line. Reads the rest
 * of a list page by page while it writes. No transaction is open while it waits for the client.
 */
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
    headers.remove(HttpHeaders.LINK); // All pages are in this answer.
    if (media.getSubtype().equals("csv")) {
      csv(table, out);
    } else {
      ndjson(table, out);
    }
  }

  private static <T> void csv(Table<T> table, OutputStream out) throws IOException {
    Csv.header(table.columns(), out);
    for (Optional<? extends Table<T>> part = Optional.of(table);
        part.isPresent();
        part = part.get().rest()) {
      Csv.rows(table.columns(), part.get().items(), out);
    }
  }

  private <T> void ndjson(Table<T> table, OutputStream out) throws IOException {
    for (Optional<? extends Table<T>> part = Optional.of(table);
        part.isPresent();
        part = part.get().rest()) {
      for (T item : part.get().items()) {
        out.write(json.writeValueAsBytes(item));
        out.write('\n');
      }
    }
  }
}
