package org.kleroterion.gateway.fhir;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.kleroterion.settings.Settings;

/** The URIs and ids under which others know what is here; none of them ever changes. */
@ApplicationScoped
class Names {
  /** Kinds of log entries; the same in every service. */
  static final String ENTRY_TYPES = "https://kleroterion.org/fhir/entry-types";

  static final String PROBLEMS = "https://kleroterion.org/problems";

  /** What an id can be made of, as long as a log's number and an index fit behind it. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9.-]{1,40}");

  private static final int LONG_DIGEST = 32;
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{" + LONG_DIGEST + "}");

  private final String service;
  private final String root;

  Names(Settings settings) {
    this.service = settings.log().origin().orElse("localhost");
    this.root = "https://" + service;
  }

  /** The id of a trial: its code, or a digest of a code that FHIR does not take as an id. */
  static String id(String trial) {
    return ID.matcher(trial).matches() ? trial : digest(trial);
  }

  /** Whether an id may be one that hides a code. */
  static boolean isDigest(String id) {
    return DIGEST.matcher(id).matches();
  }

  /** Without a scheme, as the logs are named. */
  String service() {
    return service;
  }

  String canonical(String type, String id) {
    return root + Fhir.PATH + "/" + type + "/" + id;
  }

  String trials() {
    return root + "/trials";
  }

  String subjects(String trial) {
    return of(trial, "subjects");
  }

  String sites(String trial) {
    return of(trial, "sites");
  }

  String criteria(String trial) {
    return of(trial, "criteria");
  }

  String codes(String trial, String variable) {
    return of(trial, "variables/" + variable);
  }

  /** The entries of one of the trial's logs, known by their index. */
  String log(String trial, int number) {
    return of(trial, number == 1 ? "log" : "log-" + number);
  }

  String callers() {
    return root + "/callers";
  }

  private String of(String trial, String what) {
    return trials() + "/" + trial + "/" + what;
  }

  private static String digest(String trial) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(trial.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, LONG_DIGEST);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java has no SHA-256", e);
    }
  }
}
