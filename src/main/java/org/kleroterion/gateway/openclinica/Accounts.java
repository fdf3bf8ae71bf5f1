package org.kleroterion.gateway.openclinica;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.kleroterion.access.Caller;

/** Authenticates callers with HTTP Basic (RFC 7617). */
final class Accounts {
  private static final Logger LOG = Logger.getLogger(Accounts.class);
  private static final String SCHEME = "Basic ";
  private static final Duration REMEMBERED = Duration.ofMinutes(5);

  /** Checked for an unknown name, which must take as long as a wrong password. */
  private static final Account DUMMY =
      new Account(
          "", "$2y$12$abcdefghijklmnopqrstuuIEJ1CMGVdNAMEXeMJ1YGEIBvCwQ9uJK", Set.of(), Set.of());

  private final Map<String, Account> byName;
  private final RememberedPasswords remembered;

  /**
   * @param accounts accounts with different names
   * @param clock a monotonic clock in nanoseconds
   */
  Accounts(List<Account> accounts, SecureRandom random, LongSupplier clock) {
    this.byName = accounts.stream().collect(Collectors.toMap(Account::name, Function.identity()));
    this.remembered = new RememberedPasswords(random, REMEMBERED, clock);
  }

  Optional<Account> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * The caller that the header authenticates.
   *
   * @param authorization the value of the header {@code Authorization}
   * @throws AccountRefused if the header has no valid account name and password
   */
  Caller caller(@Nullable String authorization) {
    Optional<Credentials> sent = Credentials.of(authorization);
    if (sent.isEmpty()) {
      LOG.warn("Refused a call without the name and password of an account");
      throw new AccountRefused();
    }
    String password = sent.get().password();
    @Nullable Account account = byName.get(sent.get().name());
    if (account == null) {
      DUMMY.hasPassword(password);
      LOG.warn("Refused a call: there is no account of its name");
      throw new AccountRefused();
    }
    if (!remembered.knows(account.name(), password)) {
      requirePassword(account, password);
    }
    return account.caller();
  }

  private void requirePassword(Account account, String password) {
    if (!account.hasPassword(password)) {
      LOG.warnf("Refused a call: its password is not the password of %s", account.name());
      throw new AccountRefused();
    }
    remembered.remember(account.name(), password);
  }

  private record Credentials(String name, String password) {
    static Optional<Credentials> of(@Nullable String header) {
      if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
        return Optional.empty();
      }
      try {
        byte[] bytes = Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
        String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        int colon = text.indexOf(':');
        return colon < 0
            ? Optional.empty()
            : Optional.of(new Credentials(text.substring(0, colon), text.substring(colon + 1)));
      } catch (IllegalArgumentException | CharacterCodingException e) {
        return Optional.empty();
      }
    }
  }
}
