package org.kleroterion.log;

import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.storage.Conditions;
import org.kleroterion.wire.Times;

/** Which entries of a log are listed; a {@code @BeanParam}. */
public class LogFilter {
  @QueryParam("type")
  @Parameter(
      description = "Only entries of this type.",
      schema = @Schema(implementation = EntryType.class))
  @Nullable String type;

  @QueryParam("subject")
  @Parameter(description = "Only this subject's.")
  @Nullable String subject;

  @QueryParam("site")
  @Parameter(description = "Only this site's.")
  @Nullable String site;

  @QueryParam("actor")
  @Parameter(description = "Only what this caller did, by its 'sub'.")
  @Nullable String actor;

  @QueryParam("from")
  @Parameter(description = "Made then or later.", schema = @Schema(format = "date-time"))
  @Nullable String from;

  @QueryParam("to")
  @Parameter(description = "Made before then.", schema = @Schema(format = "date-time"))
  @Nullable String to;

  /** The same of what was asked for otherwise; times are RFC 3339. */
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
   * @throws InvalidRequest if a time is none, or there is no such type
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
