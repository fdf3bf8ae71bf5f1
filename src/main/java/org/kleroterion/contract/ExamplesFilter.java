package org.kleroterion.contract;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.jspecify.annotations.Nullable;

/**
 * Adds examples to the contract, from the trial that ships. For the operation {@code assess}, the
 * resource {@code examples/assess.request.json} is the request and {@code examples/assess.201.json}
 * the answer with status 201.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ExamplesFilter implements OASFilter {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public void filterOpenAPI(OpenAPI openApi) {
    openApi
        .getPaths()
        .getPathItems()
        .values()
        .forEach(path -> path.getOperations().values().forEach(ExamplesFilter::describe));
  }

  private static void describe(Operation operation) {
    String id = operation.getOperationId();
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
