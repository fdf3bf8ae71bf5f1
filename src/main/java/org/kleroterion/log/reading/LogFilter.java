package org.kleroterion.log.reading;

import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.Explode;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterStyle;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
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
      description = "Only entries of this type, or of one of several: 'type=A,B'.",
      style = ParameterStyle.FORM,
      explode = Explode.FALSE,
      schema = @Schema(type = SchemaType.ARRAY, implementation = EntryType.class))
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

  private Optional<Conditions> alternatives = Optional.empty();

  /**
   * The filter of another protocol, whose parameters may have alternatives.
   *
   * @param types names of {@link EntryType}s; an empty list does not filter, nor do the others
   */
  public static LogFilter of(
      List<String> types,
      List<String> subjects,
      List<String> sites,
      List<String> actors,
      Optional<Instant> from,
      Optional<Instant> to) {
    LogFilter filter = new LogFilter();
    filter.alternatives =
        Optional.of(
            new Conditions()
                .andOneOf("type", types)
                .andOneOf("subject", subjects)
                .andOneOf("site", sites)
                .andOneOf("actor", actors)
                .andIf("time >= :from", "from", from)
                .andIf("time < :to", "to", to));
    return filter;
  }

  /**
   * @throws InvalidRequest if {@code from} or {@code to} is not a time, a type is unknown, or
   *     another value is blank
   */
  Conditions conditions() {
    return alternatives.orElseGet(this::parameters);
  }

  private Conditions parameters() {
    return new Conditions()
        .andIf("type in :types", "types", Optional.ofNullable(type).map(LogFilter::types))
        .andIf("subject = :subject", "subject", Optional.ofNullable(subject))
        .andIf("site = :site", "site", Optional.ofNullable(site))
        .andIf("actor = :actor", "actor", Optional.ofNullable(actor))
        .andIf("time >= :from", "from", Times.parameter("?from", from))
        .andIf("time < :to", "to", Times.parameter("?to", to));
  }

  private static List<String> types(String list) {
    // With limit -1, so that an empty item at the end is not ignored.
    List<String> types = List.of(list.split(",", -1));
    List<String> known = Arrays.stream(EntryType.values()).map(Enum::name).toList();
    if (!known.containsAll(types)) {
      throw new InvalidRequest(
          "?type",
          "Must be one of these, or several separated by commas without spaces: "
              + String.join(", ", known)
              + ".");
    }
    return types;
  }
}
