package org.kleroterion.log.reading;

import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.storage.Conditions;
import org.kleroterion.wire.Times;

/** The query parameters that select entries of a log; a {@code @BeanParam}. */
public class LogFilter {
  @QueryParam("type")
  @Parameter(
      description = "Only entries of this type.",
      schema = @Schema(implementation = EntryType.class))
  @Nullable String type;

  @QueryParam("subject")
  @Parameter(description = "Only entries of this subject.")
  @Nullable String subject;

  @QueryParam("site")
  @Parameter(description = "Only entries of this site.")
  @Nullable String site;

  @QueryParam("actor")
  @Parameter(description = "Only entries of this caller, given by its 'sub'.")
  @Nullable String actor;

  @QueryParam("from")
  @Parameter(
      description = "Only entries at or after this time.",
      schema = @Schema(format = "date-time"))
  @Nullable String from;

  @QueryParam("to")
  @Parameter(description = "Only entries before this time.", schema = @Schema(format = "date-time"))
  @Nullable String to;

  /** The same filter, for callers other than HTTP requests. */
  public static LogFilter of(
      Optional<String> type,
      Optional<String> subject,
      Optional<String> site,
      Optional<String> actor,
      Optional<Instant> from,
      Optional<Instant> to) {
    LogFilter filter = new LogFilter();
    filter.type = type.orElse(null);
    filter.subject = subject.orElse(null);
    filter.site = site.orElse(null);
    filter.actor = actor.orElse(null);
    filter.from = from.map(Instant::toString).orElse(null);
    filter.to = to.map(Instant::toString).orElse(null);
    return filter;
  }

  /**
   * @throws InvalidRequest if {@code from} or {@code to} is not a time, or the type is unknown
   */
  Conditions conditions() {
    return new Conditions()
        .andIf("type = :type", "type", Optional.ofNullable(type).map(LogFilter::checkedType))
        .andIf("subject = :subject", "subject", Optional.ofNullable(subject))
        .andIf("site = :site", "site", Optional.ofNullable(site))
        .andIf("actor = :actor", "actor", Optional.ofNullable(actor))
        .andIf("time >= :from", "from", Times.parameter("?from", from))
        .andIf("time < :to", "to", Times.parameter("?to", to));
  }

  private static String checkedType(String type) {
    if (Arrays.stream(EntryType.values()).noneMatch(known -> known.name().equals(type))) {
      throw new InvalidRequest(
          "?type",
          "Must be one of "
              + Arrays.stream(EntryType.values()).map(Enum::name).collect(Collectors.joining(", "))
              + ".");
    }
    return type;
  }
}
