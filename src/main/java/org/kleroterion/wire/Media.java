package org.kleroterion.wire;

/** The media types of this service's lists and refusals. */
public final class Media {
  public static final String CSV = "text/csv";
  public static final String NDJSON = "application/x-ndjson";
  public static final String SCHEMA = "application/schema+json";

  private Media() {}
}
