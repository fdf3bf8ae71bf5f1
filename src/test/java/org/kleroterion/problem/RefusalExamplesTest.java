package org.kleroterion.problem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kleroterion.access.Caller;
import org.kleroterion.allocation.AllocationRefused;
import org.kleroterion.allocation.StratumUnknown;
import org.kleroterion.log.entry.LogId;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.TrialNotOpen;
import org.kleroterion.trial.TrialSite;
import org.kleroterion.trial.TrialStatus;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.Protocols;

/**
 * The contract's example of a refusal is what the code answers: each is made from the exception
 * itself. After a change of a text: {@code ./mvnw test -Dtest=RefusalExamplesTest
 * -Dexamples=write}.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RefusalExamplesTest {
  private static final Path EXAMPLES = Path.of("src/main/resources/examples/problems");
  private static final String TRIAL = "wlrt-obc";
  private static final UUID ASSESSMENT = UUID.fromString("acba66f3-713e-46bb-af48-13b8258875ff");
  private static final Protocol PROTOCOL = Protocols.wlrt();

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT);

  @ParameterizedTest
  @EnumSource(ProblemType.class)
  void an_example_is_what_the_service_answers(ProblemType type) throws Exception {
    Problem problem = problem(type);
    assertThat(problem.type()).isEqualTo(type.uri());
    // Or the answer would have a member twice.
    assertThat(problem.members())
        .doesNotContainKeys("type", "title", "status", "detail", "violations");
    Path file = EXAMPLES.resolve(type.slug() + ".json");
    // Each answer has an id of its own.
    String text =
        JSON.writeValueAsString(problem)
                .replaceFirst("(under )[0-9a-f-]{36}", "$1c2b9a1e4-6a0d-4f0c-9f0e-0d6f3b6f4c11")
            + "\n";
    if ("write".equals(System.getProperty("examples"))) {
      Files.createDirectories(EXAMPLES);
      Files.writeString(file, text);
    }
    assertThat(file).hasContent(text);
  }

  private static Problem problem(ProblemType type) throws Exception {
    ProblemMappers mappers = new ProblemMappers(null);
    return switch (type) {
      case INVALID_REQUEST -> of(wrongScreening());
      case MALFORMED_BODY -> of(malformed());
      case SITE_UNKNOWN -> of(made("trial.Trials$SiteUnknown", TRIAL, "boston"));
      case STRATUM_UNKNOWN ->
          of(
              new StratumUnknown(
                  new ServedTrial(TRIAL, PROTOCOL, TrialStatus.OPEN, ""),
                  "visceral=perhaps",
                  "?stratum"));
      case UNAUTHENTICATED ->
          entity(mappers.unauthenticated(new io.quarkus.security.UnauthorizedException()));
      case ACCOUNT_REQUIRED -> of(made("gateway.openclinica.AccountRefused"));
      case FORBIDDEN -> ProblemMappers.missingRole("the groups auditor", "edc or enroller");
      case ROLES_CONFLICT -> of(made("access.Caller$RolesConflict"));
      case SITE_OUT_OF_REACH -> of(made("access.Caller$SiteOutOfReach", "cams"));
      case SUBJECT_OUT_OF_REACH -> of(made("access.Caller$SubjectOutOfReach"));
      case TRIAL_UNKNOWN -> of(new Caller.TrialUnknown("wlrt-abc"));
      case ASSESSMENT_UNKNOWN ->
          of(made("eligibility.AssessmentService$AssessmentUnknown", ASSESSMENT.toString()));
      case ALLOCATION_UNKNOWN ->
          of(made("allocation.AllocationService$AllocationUnknown", "WLRT-001"));
      case EMERGENCY_LIST_UNKNOWN ->
          of(made("allocation.emergency.Reconciliation$EmergencyListUnknown", 3));
      case DELIVERY_UNKNOWN -> of(made("delivery.QueueService$DeliveryUnknown"));
      case DESTINATION_UNKNOWN ->
          of(made("delivery.QueueService$DestinationUnknown", TRIAL, "events.edc"));
      case LOG_PART_UNKNOWN -> of(made("log.reading.LogReadingService$LogPartUnknown"));
      case NOT_FOUND, NOT_ACCEPTABLE -> Problem.of(type, ProblemMappers.hint(type));
      case METHOD_NOT_ALLOWED ->
          of(made("wire.incoming.RequestRefused.method", new TreeSet<>(Set.of("GET", "HEAD"))));
      case REQUEST_TIMEOUT -> of(made("wire.incoming.RequestRefused.tooSlow", 10L));
      case BODY_TOO_LARGE -> of(made("wire.incoming.RequestRefused.tooLarge", 65_536));
      case PATH_TOO_LONG -> of(made("wire.incoming.RequestRefused.pathTooLong"));
      case HEADERS_TOO_LARGE -> of(made("wire.incoming.RequestRefused.headersTooLarge"));
      case TOO_MANY_ATTEMPTS -> of(made("gateway.openclinica.Accounts$TooManyAttempts"));
      case UNSUPPORTED_MEDIA_TYPE -> of(made("wire.PlainBodies$CodingUnsupported"));
      case SUBJECT_NOT_ASSESSED -> of(new AllocationRefused.SubjectNotAssessed(TRIAL));
      case SUBJECT_NOT_ELIGIBLE ->
          of(
              made(
                  "allocation.AllocationRefused$SubjectNotEligible",
                  ASSESSMENT,
                  List.of(PROTOCOL.criterion("I2").orElseThrow())));
      case SCREENING_INCOMPLETE ->
          of(made("allocation.AllocationRefused$ScreeningIncomplete", ASSESSMENT, List.of("ecog")));
      case ASSESSMENT_EXPIRED ->
          of(
              made(
                  "allocation.AllocationRefused$AssessmentExpired",
                  ASSESSMENT,
                  Instant.parse("2026-11-25T20:21:17.316Z")));
      case ASSESSMENT_SUPERSEDED ->
          of(made("allocation.AllocationRefused$AssessmentSuperseded.byAnother"));
      case ASSESSMENT_OF_OTHER_SUBJECT ->
          of(made("allocation.AllocationRefused$AssessmentOfOtherSubject"));
      case SUBJECT_ALREADY_ALLOCATED ->
          of(
              new AllocationRefused.SubjectAlreadyAllocated(
                  "/v1/trials/wlrt-obc/allocations/WLRT-001",
                  List.of("site", "screening.metastasis_count")));
      case TRIAL_NOT_OPEN -> of(new TrialNotOpen(TrialStatus.PAUSED));
      case TRIAL_NOT_CLOSED ->
          of(made("trial.conduct.KeyReveal$TrialNotClosed", TrialStatus.PAUSED));
      case TARGET_REACHED -> of(made("allocation.AllocationRefused$TargetReached", 314));
      case STATUS_CHANGE_REFUSED ->
          of(
              made(
                  "trial.conduct.TrialService$StatusChangeRefused",
                  TrialStatus.CLOSED,
                  TrialStatus.OPEN));
      case SITE_ALREADY_KNOWN -> of(made("trial.conduct.TrialService$SiteAlreadyKnown", site()));
      case RESTART_REFUSED -> of(made("log.Restarts.sound"));
      case CARRY_OVER_REFUSED -> of(made("allocation.StratumCursorService$CarryOverRefused", 17L));
      case LOG_ENDED ->
          of(
              made(
                  "log.guard.LogEnded",
                  new LogId(TRIAL, 1, "randomize.hospital.example/v1/trials/wlrt-obc/log", 0)));
      case EMERGENCY_CARD_REFUSED ->
          of(made("allocation.emergency.Reconciliation$EmergencyCardRefused.withAnotherArm"));
      case CORRECTION_REFUSED ->
          of(
              made(
                  "allocation.correction.CorrectionService$CorrectionRefused.unchanged",
                  "visceral=no,metastases=1-2,receptor=positive"));
      case DELIVERY_UNDER_WAY -> of(made("delivery.QueueService$DeliveryUnderWay"));
      case INTERNAL_ERROR ->
          entity(ProblemMappers.internal(new Exception("an example", null, false, false) {}));
      case LOG_BROKEN ->
          of(made("log.guard.LogGuard$LogBroken", TRIAL, TrialTroubles.Kind.LOG_BROKEN));
      case TRIAL_REFUSED -> of(made("trial.Trials$TrialRefused", TRIAL));
      case SERVICE_UNAVAILABLE ->
          of(made("storage.Transactions$DatabaseUnavailable", "an example"));
    };
  }

  private static Problem of(Refusal refusal) {
    return Problem.of(refusal);
  }

  private static Problem entity(Response answer) {
    return (Problem) answer.getEntity();
  }

  private static Refusal wrongScreening() {
    ObjectNode screening = JsonNodeFactory.instance.objectNode().put("ecog", 9).put("sex", "F");
    try {
      PROTOCOL.dictionary().read(screening, "/screening");
    } catch (InvalidRequest refusal) {
      return refusal;
    }
    throw new AssertionError("the dictionary takes it");
  }

  private static Refusal malformed() {
    try {
      JSON.readTree("{\"subject\": \"WLRT-001\",");
    } catch (JsonProcessingException e) {
      return MalformedBody.refusal(e).orElseThrow();
    }
    throw new AssertionError("it is JSON");
  }

  private static TrialSite site() {
    TrialSite site = new TrialSite();
    site.code = "cams";
    site.name = "Cancer Hospital, CAMS";
    site.timeZone = "Asia/Shanghai";
    return site;
  }

  /**
   * Another package's exception.
   *
   * @param name of its class, or of a static method of its class after a dot
   */
  private static Refusal made(String name, Object... arguments) throws Exception {
    String type = "org.kleroterion." + name;
    int last = type.lastIndexOf('.');
    int method = Character.isLowerCase(type.charAt(last + 1)) ? last : -1;
    Class<?> refusal = Class.forName(method < 0 ? type : type.substring(0, method));
    Stream<Executable> makers =
        method < 0
            ? Arrays.stream(refusal.getDeclaredConstructors())
            : Arrays.stream(refusal.getDeclaredMethods())
                .filter(one -> Modifier.isStatic(one.getModifiers()))
                .filter(one -> one.getName().equals(type.substring(method + 1)))
                .map(Executable.class::cast);
    Executable maker =
        makers
            .filter(one -> one.getParameterCount() == arguments.length)
            .findFirst()
            .orElseThrow(() -> new AssertionError(name + " has other parameters now"));
    maker.setAccessible(true);
    try {
      return (Refusal)
          (maker instanceof java.lang.reflect.Constructor<?> constructor
              ? constructor.newInstance(arguments)
              : ((java.lang.reflect.Method) maker).invoke(null, arguments));
    } catch (InvocationTargetException e) {
      throw new AssertionError(name, e.getCause());
    }
  }
}
