package org.kleroterion.wire;

/** The media types of this service's lists and refusals. */
public final class Media {
  public static final String CSV = "text/csv";
  public static final String NDJSON = "application/x-ndjson";
  public static final String SCHEMA = "application/schema+json";

  public static final String ZIP = "application/zip";
  public static final String TEXT = "text/plain;charset=utf-8";

  private Media() {}
}
