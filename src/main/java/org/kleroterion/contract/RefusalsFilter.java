package org.kleroterion.contract;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.examples.Example;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.kleroterion.problem.Problem;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refuses;

/**
 * Adds the error responses to every operation: one for each status, with the problem types that it
 * can have.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class RefusalsFilter implements OASFilter {
  private static final DotName OPERATION =
      DotName.createSimple(org.eclipse.microprofile.openapi.annotations.Operation.class);

  private static final Set<ProblemType> EVERYWHERE =
      EnumSet.of(
          // Each operation refuses query parameters that it does not have.
          ProblemType.INVALID_REQUEST,
          ProblemType.UNAUTHENTICATED,
          ProblemType.FORBIDDEN,
          ProblemType.ROLES_CONFLICT,
          ProblemType.NOT_ACCEPTABLE,
          ProblemType.INTERNAL_ERROR,
          ProblemType.SERVICE_UNAVAILABLE);

  private static final Set<ProblemType> WITH_A_BODY =
      EnumSet.of(
          ProblemType.MALFORMED_BODY,
          ProblemType.REQUEST_TIMEOUT,
          ProblemType.BODY_TOO_LARGE,
          ProblemType.UNSUPPORTED_MEDIA_TYPE);

  private final Map<String, Set<ProblemType>> refusals = new HashMap<>();

  /** Reads the problem types of each operation from {@link Refuses}. */
  public RefusalsFilter(IndexView index) {
    for (AnnotationInstance refuses : index.getAnnotations(Refuses.class)) {
      AnnotationInstance operation = refuses.target().asMethod().annotation(OPERATION);
      refusals.put(
          operation.value("operationId").asString(),
          Arrays.stream(refuses.value().asEnumArray())
              .map(ProblemType::valueOf)
              .collect(Collectors.toCollection(() -> EnumSet.noneOf(ProblemType.class))));
    }
  }

  @Override
  public void filterOpenAPI(OpenAPI openApi) {
    openApi
        .getPaths()
        .getPathItems()
        .values()
        .forEach(path -> path.getOperations().values().forEach(this::describe));
  }

  private void describe(Operation operation) {
    Set<ProblemType> types = EnumSet.copyOf(EVERYWHERE);
    types.addAll(refusals.getOrDefault(operation.getOperationId(), Set.of()));
    if (types.contains(ProblemType.LOG_BROKEN)) {
      // A log that cannot be checked stops the trial too.
      types.add(ProblemType.TRIAL_REFUSED);
    }
    if (operation.getRequestBody() != null) {
      types.addAll(WITH_A_BODY);
    }
    if (hasTypedPath(operation)) {
      types.add(ProblemType.NOT_FOUND);
    }
    Map<Integer, List<ProblemType>> byStatus = new TreeMap<>();
    types.forEach(
        type -> byStatus.computeIfAbsent(type.status(), status -> new ArrayList<>()).add(type));
    byStatus.forEach(
        (status, list) ->
            operation.getResponses().addAPIResponse(status.toString(), response(list)));
  }

  /** Whether a part of the path must be a number or a UUID. Any other text leads nowhere. */
  private static boolean hasTypedPath(Operation operation) {
    return Objects.requireNonNullElse(operation.getParameters(), List.<Parameter>of()).stream()
        .filter(parameter -> parameter.getIn() == Parameter.In.PATH)
        .map(Parameter::getSchema)
        .anyMatch(
            schema ->
                schema.getRef() != null
                    || schema.getPattern() != null
                    || !List.of(SchemaType.STRING).equals(schema.getType()));
  }

  private static APIResponse response(List<ProblemType> types) {
    Schema type = OASFactory.createSchema();
    types.forEach(problemType -> type.addEnumeration(problemType.uri().toString()));
    Schema problem =
        OASFactory.createSchema()
            .addAllOf(OASFactory.createSchema().ref("Problem"))
            .addAllOf(OASFactory.createSchema().addProperty("type", type));
    Content content =
        OASFactory.createContent()
            .addMediaType(
                Problem.MEDIA_TYPE,
                OASFactory.createMediaType().schema(problem).examples(examples(types)));
    return OASFactory.createAPIResponse()
        .description(
            types.stream()
                .map(problemType -> problemType.title() + " (`" + problemType.slug() + "`).")
                .collect(Collectors.joining(" ")))
        .content(content);
  }

  private static Map<String, Example> examples(List<ProblemType> types) {
    Map<String, Example> examples = new LinkedHashMap<>();
    types.forEach(type -> examples.put(type.slug(), OASFactory.createExample().ref(type.slug())));
    return examples;
  }
}
