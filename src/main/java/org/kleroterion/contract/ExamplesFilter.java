package org.kleroterion.contract;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.jspecify.annotations.Nullable;
import org.kleroterion.problem.ProblemType;

/**
 * Adds examples to the contract, from the trial that ships. For the operation {@code assess}, the
 * resource {@code examples/assess.request.json} is the request and {@code examples/assess.201.json}
 * the answer with status 201. {@code examples/problems} has one refusal of each type.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ExamplesFilter implements OASFilter {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Values of path parameters with which every example can be sent in evaluation mode. */
  private static final Map<String, String> IN_PATHS =
      Map.of("trial", "wlrt-obc", "subject", "WLRT-001");

  @Override
  public void filterOpenAPI(OpenAPI openApi) {
    for (ProblemType type : ProblemType.values()) {
      openApi
          .getComponents()
          .addExample(
              type.slug(),
              OASFactory.createExample()
                  .summary(type.title())
                  .value(
                      example("problems/" + type.slug())
                          .orElseThrow(
                              () ->
                                  new IllegalStateException(
                                      "src/main/resources/examples/problems has no refusal "
                                          + type.slug()
                                          + ". RefusalExamplesTest can write it"))));
    }
    openApi
        .getPaths()
        .getPathItems()
        .values()
        .forEach(path -> path.getOperations().values().forEach(ExamplesFilter::describe));
  }

  private static void describe(Operation operation) {
    String id = operation.getOperationId();
    Objects.requireNonNullElse(operation.getParameters(), List.<Parameter>of()).stream()
        .filter(parameter -> parameter.getIn() == Parameter.In.PATH)
        .filter(parameter -> IN_PATHS.containsKey(parameter.getName()))
        .forEach(parameter -> parameter.setExample(IN_PATHS.get(parameter.getName())));
    if (operation.getRequestBody() != null) {
      putExample(id + ".request", operation.getRequestBody().getContent());
    }
    operation
        .getResponses()
        .getAPIResponses()
        .forEach(
            (status, response) -> {
              if (response.getContent() != null) {
                putExample(id + "." + status, response.getContent());
              }
            });
  }

  private static void putExample(String name, Content content) {
    example(name)
        .ifPresent(
            example ->
                content
                    .getMediaTypes()
                    .forEach(
                        (media, type) -> {
                          if (media.endsWith("json")) {
                            type.setExamples(
                                Map.of("wlrt-obc", OASFactory.createExample().value(example)));
                          }
                        }));
  }

  private static Optional<Object> example(String name) {
    try (@Nullable InputStream stream =
        ExamplesFilter.class.getResourceAsStream("/examples/" + name + ".json")) {
      return stream == null
          ? Optional.empty()
          : Optional.of(JSON.convertValue(JSON.readTree(stream), Object.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
