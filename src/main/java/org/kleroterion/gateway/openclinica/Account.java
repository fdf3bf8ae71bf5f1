package org.kleroterion.gateway.openclinica;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.kleroterion.access.Caller;
import org.kleroterion.access.Reach;
import org.kleroterion.access.Role;

/**
 * An EDC system's name and password, and what it reaches.
 *
 * @param hash of the password, by bcrypt
 * @param trials codes
 * @param sites codes, or {@code *}
 */
record Account(String name, String hash, Set<String> trials, Set<String> sites) {
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

  /** From 2^10 rounds on: a password that leaks as a hash must still be slow to guess. */
  static final Pattern HASH = Pattern.compile("\\$2[aby]\\$(1[0-9])\\$[./A-Za-z0-9]{53}");

  /** What bcrypt does not look at cannot be part of a password. */
  private static final int LONGEST_PASSWORD = 72;

  /** Takes as long as it was made to take. */
  boolean hasPassword(String password) {
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= LONGEST_PASSWORD && OpenBSDBCrypt.checkPassword(hash, bytes);
  }

  /** In the log it is another than a token's {@code sub}. */
  Caller caller() {
    return new Caller(
        "openclinica:" + name,
        Set.of(Role.EDC),
        new Reach(false, trials),
        new Reach(sites.contains("*"), sites));
  }
}
