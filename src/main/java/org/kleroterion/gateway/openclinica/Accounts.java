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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jspecify.annotations.Nullable;
import org.kleroterion.access.Caller;
import org.kleroterion.problem.LimitedLog;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;

/** Authenticates callers with HTTP Basic (RFC 7617). */
final class Accounts {
  private static final Logger LOG = Logger.getLogger(Accounts.class);
  private static final String SCHEME = "Basic ";
  private static final Duration REMEMBERED = Duration.ofMinutes(5);

  /** Checked for an unknown name, which must take as long as a wrong password. */
  private static final Account DUMMY =
      new Account(
          "", "$2y$12$abcdefghijklmnopqrstuuIEJ1CMGVdNAMEXeMJ1YGEIBvCwQ9uJK", Set.of(), Set.of());

  /** How many callers of one name may wait for a check of their password. */
  private static final int WAITING = 4;

  private final LimitedLog lines;
  private final Map<String, Account> byName;
  private final RememberedPasswords remembered;

  // A check takes a quarter of a second of one processor. Wrong passwords must not take them all.
  private final Semaphore processors =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

  private final Map<String, Semaphore> waiting = new ConcurrentHashMap<>();

  /**
   * @param accounts accounts with different names
   * @param clock a monotonic clock in nanoseconds
   */
  Accounts(List<Account> accounts, SecureRandom random, LongSupplier clock) {
    this.lines = new LimitedLog(LOG, clock);
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
   * @throws TooManyAttempts if several passwords of this account are being checked
   */
  Caller caller(@Nullable String authorization) {
    Optional<Credentials> sent = Credentials.of(authorization);
    if (sent.isEmpty()) {
      lines.log(
          Level.WARN, "no-account", "Refused a call without the name and password of an account");
      throw new AccountRefused();
    }
    String password = sent.get().password();
    @Nullable Account account = byName.get(sent.get().name());
    if (account == null) {
      hasPassword(DUMMY, password);
      lines.log(Level.WARN, "unknown", "Refused a call: there is no account of its name");
      throw new AccountRefused();
    }
    if (!remembered.knows(account.name(), password)) {
      requirePassword(account, password);
    }
    return account.caller();
  }

  private void requirePassword(Account account, String password) {
    if (!hasPassword(account, password)) {
      String name = account.name();
      lines.log(
          Level.WARN,
          "account:" + name,
          "Refused a call: its password is not the password of " + name);
      throw new AccountRefused();
    }
    remembered.remember(account.name(), password);
  }

  private boolean hasPassword(Account account, String password) {
    Semaphore places = waiting.computeIfAbsent(account.name(), name -> new Semaphore(WAITING));
    if (!places.tryAcquire()) {
      throw new TooManyAttempts();
    }
    try {
      processors.acquireUninterruptibly();
      try {
        return account.hasPassword(password);
      } finally {
        processors.release();
      }
    } finally {
      places.release();
    }
  }

  /** Several callers of this name wait for a check already. */
  static final class TooManyAttempts extends Refusal {
    TooManyAttempts() {
      super(
          ProblemType.TOO_MANY_ATTEMPTS,
          "Several requests with passwords for this account are being checked. Send the same"
              + " request again in a moment.");
    }
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
