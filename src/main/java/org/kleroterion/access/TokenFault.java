package org.kleroterion.access;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.ErrorCodeValidator;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.InvalidAlgorithmException;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/**
 * The true cause why a token is not accepted, for the operator. The caller only reads the list of
 * possible causes. The texts of jose4j are not used, because some of them quote the whole token.
 *
 * @param kind one of few constant names
 * @param cause the rest of the sentence "Refused a token: it …"
 */
record TokenFault(String kind, String cause) {
  private static final Pattern CLAIM = Pattern.compile("'(\\w{1,16})' claim");
  private static final int LONGEST_QUOTE = 100;

  static TokenFault of(String token, InvalidJwtException refused) {
    List<TokenFault> faults =
        refused.getErrorDetails().stream().map(error -> of(token, refused, error)).toList();
    return faults.isEmpty()
        ? malformed("it cannot be read")
        : new TokenFault(
            faults.get(0).kind(),
            faults.stream().map(TokenFault::cause).collect(Collectors.joining(", and ")));
  }

  private static TokenFault of(
      String token, InvalidJwtException refused, ErrorCodeValidator.Error error) {
    JwtClaims claims =
        Objects.requireNonNullElseGet(refused.getJwtContext().getJwtClaims(), JwtClaims::new);
    return switch (error.getErrorCode()) {
      case ErrorCodes.EXPIRED -> new TokenFault("expired", "it expired at " + time(claims, "exp"));
      case ErrorCodes.EXPIRATION_MISSING -> new TokenFault("no-exp", "it has no claim 'exp'");
      case ErrorCodes.ISSUED_AT_MISSING -> new TokenFault("no-iat", "it has no claim 'iat'");
      case ErrorCodes.NOT_YET_VALID ->
          new TokenFault("not-yet-valid", "it is not valid before " + time(claims, "nbf"));
      case ErrorCodes.ISSUED_AT_INVALID_FUTURE ->
          new TokenFault(
              "not-yet-valid", "it will be issued in the future, at " + time(claims, "iat"));
      case ErrorCodes.AUDIENCE_MISSING, ErrorCodes.AUDIENCE_INVALID ->
          new TokenFault("audience", "it is for the audience " + quote(claims, "aud"));
      case ErrorCodes.ISSUER_MISSING, ErrorCodes.ISSUER_INVALID ->
          new TokenFault("issuer", "it is of the issuer " + quote(claims, "iss"));
      case ErrorCodes.SIGNATURE_INVALID, ErrorCodes.SIGNATURE_MISSING ->
          new TokenFault("signature", "its signature does not match the issuer's key");
      case ErrorCodes.MALFORMED_CLAIM -> malformed("its claim " + claim(error) + " cannot be read");
      case ErrorCodes.JSON_INVALID -> malformed("its claims are not a JSON object");
      default -> ofCause(token, refused);
    };
  }

  private static TokenFault ofCause(String token, InvalidJwtException refused) {
    Throwable cause = refused.getCause();
    if (cause instanceof InvalidAlgorithmException) {
      return new TokenFault("algorithm", "it has the algorithm " + header(token, "alg"));
    }
    if (cause instanceof UnresolvableKeyException) {
      return new TokenFault(
          "key", "the issuer has no key for this service with the key id " + header(token, "kid"));
    }
    return malformed(
        cause == null
            ? "its claim 'exp' is before 'iat' or 'nbf'"
            : "it is not a signed JWT in compact form");
  }

  static TokenFault malformed(String cause) {
    return new TokenFault("malformed", cause);
  }

  private static String claim(ErrorCodeValidator.Error error) {
    Matcher matcher = CLAIM.matcher(String.valueOf(error.getErrorMessage()));
    return matcher.find() ? "'" + matcher.group(1) + "'" : "of a wrong kind";
  }

  private static String time(JwtClaims claims, String claim) {
    try {
      return Instant.ofEpochSecond(claims.getNumericDateClaimValue(claim).getValue()).toString();
    } catch (MalformedClaimException | RuntimeException e) {
      return "an unreadable time";
    }
  }

  private static String header(String token, String name) {
    try {
      return quote(JsonWebStructure.fromCompactSerialization(token).getHeader(name));
    } catch (JoseException | RuntimeException e) {
      return "that cannot be read";
    }
  }

  private static String quote(JwtClaims claims, String claim) {
    return quote(claims.getClaimValue(claim));
  }

  // What a stranger wrote must not break a line of the output or fill it.
  private static String quote(@Nullable Object value) {
    if (value == null) {
      return "(none)";
    }
    String text = value.toString().replaceAll("[^ -~]", "?");
    return '"'
        + (text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "…" : text)
        + '"';
  }
}
