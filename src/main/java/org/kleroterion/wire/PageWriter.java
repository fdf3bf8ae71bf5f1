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

/** Writes a {@link Page} as CSV (RFC 4180) or as one JSON text a line. */
@Provider
@Produces({Media.CSV, Media.NDJSON})
public class PageWriter implements MessageBodyWriter<Page<?>> {
  private final ObjectMapper json;

  PageWriter(ObjectMapper json) {
    this.json = json;
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
    return Page.class.isAssignableFrom(type);
  }

  @Override
  public void writeTo(
      Page<?> page,
      Class<?> type,
      Type generic,
      Annotation[] annotations,
      MediaType media,
      MultivaluedMap<String, Object> headers,
      OutputStream out)
      throws IOException {
    if (media.getSubtype().equals("csv")) {
      csv(page, out);
    } else {
      for (Object item : page.items()) {
        out.write(json.writeValueAsBytes(item));
        out.write('\n');
      }
    }
  }

  private static <T> void csv(Page<T> page, OutputStream out) throws IOException {
    Csv.header(page.columns(), out);
    Csv.rows(page.columns(), page.items(), out);
  }
}
