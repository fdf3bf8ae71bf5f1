package org.kleroterion.gateway.fhir;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.kleroterion.settings.Settings;

/** The URIs and ids that FHIR clients store. They must never change. */
@ApplicationScoped
public class Names {
  /** The code system of the types of log entries; the same in every installation. */
  static final String ENTRY_TYPES = "https://kleroterion.org/fhir/entry-types";

  public static final String QUESTIONNAIRE = "Questionnaire";

  /** The linkId of the site. It cannot equal a variable's name, which never has a hyphen. */
  public static final String SITE = "enrolling-site";

  static final String PROBLEMS = "https://kleroterion.org/problems";

  /**
   * A trial's code that can be a FHIR id. FHIR allows 64 characters; at most 40 leave room for the
   * log's number and the index in the id of an {@code AuditEvent}.
   */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9.-]{1,40}");

  private static final int LONG_DIGEST = 32;
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{" + LONG_DIGEST + "}");

  private final String service;
  private final String root;

  Names(Settings settings) {
    this.service = settings.log().origin().orElse("localhost");
    this.root = "https://" + service;
  }

  /** The id of a trial: its code, or a digest of the code if FHIR does not allow it as an id. */
  public static String id(String trial) {
    return ID.matcher(trial).matches() ? trial : digest(trial);
  }

  /** Whether an id has the form of a digest. A trial's code can have the same form. */
  static boolean isDigest(String id) {
    return DIGEST.matcher(id).matches();
  }

  /** The name of the service, without a scheme; the same as in the origins of its logs. */
  String service() {
    return service;
  }

  public String canonical(String type, String id) {
    return root + Fhir.PATH + "/" + type + "/" + id;
  }

  String trials() {
    return root + "/trials";
  }

  public String subjects(String trial) {
    return of(trial, "subjects");
  }

  public String sites(String trial) {
    return of(trial, "sites");
  }

  String criteria(String trial) {
    return of(trial, "criteria");
  }

  public String codes(String trial, String variable) {
    return of(trial, "variables/" + variable);
  }

  /** The identifier system of the entries of one log; the identifier's value is the index. */
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
