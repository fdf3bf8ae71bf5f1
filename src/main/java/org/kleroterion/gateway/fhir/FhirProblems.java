package org.kleroterion.gateway.fhir;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import org.kleroterion.problem.Problem;
import org.kleroterion.problem.ProblemForm;

/** Refusals as FHIR's clients read them. */
@ApplicationScoped
class FhirProblems implements ProblemForm {
  private final ObjectMapper json;

  FhirProblems(ObjectMapper json) {
    this.json = json;
  }

  @Override
  public boolean speaks(String path) {
    return (path + "/").startsWith("/fhir/");
  }

  @Override
  public String mediaType() {
    return Fhir.JSON + ";charset=UTF-8";
  }

  @Override
  public String write(Problem problem) {
    try {
      return json.writeValueAsString(OutcomeMapper.map(problem));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
