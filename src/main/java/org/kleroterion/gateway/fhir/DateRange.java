package org.kleroterion.gateway.fhir;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kleroterion.problem.InvalidRequest;

/**
 * The range of times that satisfies all {@code date} parameters of a search.
 *
 * @param from inclusive
 * @param to exclusive
 */
record DateRange(Optional<Instant> from, Optional<Instant> to) {
  private static final Pattern PARAMETER =
      Pattern.compile("(eq|ge|gt|sa|le|lt|eb)?([0-9]{4}[-0-9T:.Z+]*)");

  private static final Pattern TIME =
      Pattern.compile("[^T]{10}T[0-9:]{5}(:[0-9]{2})?(\\.[0-9]{3})?(Z|[-+][0-9:]{5})");

  /**
   * The intersection of all parameters; unlimited if there are none.
   *
   * @throws InvalidRequest if a parameter is not a date, or has an unsupported prefix
   */
  static DateRange of(List<String> parameters) {
    DateRange range = new DateRange(Optional.empty(), Optional.empty());
    for (String parameter : parameters) {
      range = range.and(parse(parameter));
    }
    return range;
  }

  private DateRange and(DateRange other) {
    return new DateRange(
        from.isPresent() && other.from.isPresent()
            ? Optional.of(later(from.get(), other.from.get()))
            : from.or(other::from),
        to.isPresent() && other.to.isPresent()
            ? Optional.of(earlier(to.get(), other.to.get()))
            : to.or(other::to));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static DateRange parse(String parameter) {
    Matcher matcher = PARAMETER.matcher(parameter);
    if (!matcher.matches()) {
      throw unreadable();
    }
    Span span = Span.of(matcher.group(2));
    Optional<Instant> begin = Optional.of(span.begin());
    Optional<Instant> end = Optional.of(span.end());
    return switch (Optional.ofNullable(matcher.group(1)).orElse("eq")) {
      case "ge" -> new DateRange(begin, Optional.empty());
      case "gt", "sa" -> new DateRange(end, Optional.empty());
      case "le" -> new DateRange(Optional.empty(), end);
      case "lt", "eb" -> new DateRange(Optional.empty(), begin);
      default -> new DateRange(begin, end);
    };
  }

  private static InvalidRequest unreadable() {
    return new InvalidRequest(
        "?" + Query.DATE,
        "Must be a date such as 2026, 2026-11, 2026-11-23 (UTC) or 2026-11-23T20:43:57Z. It may"
            + " start with eq, ge, gt, sa, le, lt or eb.");
  }

  /** The span of time that a date covers: the whole year, month, day, minute or second. */
  private record Span(Instant begin, Instant end) {
    static Span of(String text) {
      try {
        return switch (text.length()) {
          case 4 -> days(Year.parse(text).atDay(1), Year.parse(text).plusYears(1).atDay(1));
          case 7 ->
              days(YearMonth.parse(text).atDay(1), YearMonth.parse(text).plusMonths(1).atDay(1));
          case 10 -> days(LocalDate.parse(text), LocalDate.parse(text).plusDays(1));
          default -> time(text);
        };
      } catch (DateTimeException e) {
        throw unreadable();
      }
    }

    private static Span days(LocalDate first, LocalDate next) {
      return new Span(
          first.atStartOfDay(ZoneOffset.UTC).toInstant(),
          next.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    private static Span time(String text) {
      Matcher matcher = TIME.matcher(text);
      if (!matcher.matches()) {
        throw unreadable();
      }
      Instant begin = OffsetDateTime.parse(text).toInstant();
      if (matcher.group(2) != null) {
        return new Span(begin, begin.plusMillis(1));
      }
      return new Span(
          begin, begin.plus(1, matcher.group(1) == null ? ChronoUnit.MINUTES : ChronoUnit.SECONDS));
    }
  }
}
