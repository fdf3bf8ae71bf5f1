package org.kleroterion.gateway.openclinica;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.kleroterion.access.Caller;
import org.kleroterion.access.Reach;
import org.kleroterion.access.Role;

/**
 * The account of an EDC system: its name and password, and the trials and sites it may use.
 *
 * @param hash the bcrypt hash of the password
 * @param trials codes of trials
 * @param sites codes of sites, or {@code *} for all
 */
record Account(String name, String hash, Set<String> trials, Set<String> sites) {
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

  /** At least cost 10 (2^10 rounds), so that a leaked hash is still slow to crack. */
  static final Pattern HASH = Pattern.compile("\\$2[aby]\\$(1[0-9])\\$[./A-Za-z0-9]{53}");

  /** Bytes. bcrypt ignores all bytes after these, so a longer password is refused. */
  private static final int LONGEST_PASSWORD = 72;

  /** Slow on purpose: takes as long as the cost in the hash says. */
  boolean hasPassword(String password) {
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= LONGEST_PASSWORD && OpenBSDBCrypt.checkPassword(hash, bytes);
  }

  /**
   * The account as a caller. Its name in the log begins with {@code openclinica:}, so that it
   * cannot be mistaken for the {@code sub} of a token.
   */
  Caller caller() {
    return new Caller(
        "openclinica:" + name,
        Set.of(Role.EDC),
        new Reach(false, trials),
        new Reach(sites.contains("*"), sites));
  }
}
