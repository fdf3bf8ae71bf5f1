package org.kleroterion.allocation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.kleroterion.eligibility.RecordedAssessment;
import org.kleroterion.trial.protocol.Screening;

/**
 * A request to allocate a subject, with its screening in canonical form.
 *
 * @param assessment the requested assessment; empty for the subject's latest
 * @param statement the site and the screening in the request, if any
 */
public record RequestedAllocation(
    String subject,
    Optional<UUID> assessment,
    Optional<Statement> statement,
    Optional<String> requestedBy) {

  /**
   * A subject's site and screening, for comparison.
   *
   * @param screening canonical JSON: equal texts are equal screenings
   */
  record Statement(String site, String screening) {
    private static final ObjectMapper JSON =
        new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    static Statement of(RecordedAssessment assessment) {
      return new Statement(assessment.site(), assessment.screening());
    }

    /** The names of what differs: {@code site}, {@code screening.ecog}. Empty if they are equal. */
    List<String> differences(Statement other) {
      List<String> differences = new ArrayList<>();
      if (!site.equals(other.site())) {
        differences.add("site");
      }
      if (!screening.equals(other.screening())) {
        JsonNode mine = read(screening);
        JsonNode others = read(other.screening());
        Stream.of(mine, others)
            .flatMap(values -> values.properties().stream())
            .map(Map.Entry::getKey)
            .distinct()
            .sorted()
            .filter(name -> !mine.path(name).equals(others.path(name)))
            .forEach(name -> differences.add("screening." + name));
      }
      return differences;
    }

    private static JsonNode read(String canonical) {
      try {
        return JSON.readTree(canonical);
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * @param screening the request's screening, read with the trial's data dictionary
   */
  static RequestedAllocation of(AllocationRequest request, Optional<Screening> screening) {
    return new RequestedAllocation(
        request.subject(),
        request.assessment(),
        screening.map(read -> new Statement(request.site().orElseThrow(), read.canonical())),
        request.requestedBy());
  }
}
