package org.kleroterion.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kleroterion.access.Caller;
import org.kleroterion.access.Reach;
import org.kleroterion.access.Role;
import org.kleroterion.allocation.AllocationRefused;
import org.kleroterion.problem.Refusal;

/** Who has no token is not told about a token. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WithoutTokenTest {
  private static final Caller CALLER =
      new Caller(
          "openclinica:oc",
          Set.of(Role.EDC),
          new Reach(false, Set.of("wlrt-obc")),
          new Reach(false, Set.of("cams")));

  static Stream<ThrowingCallable> limits() {
    return Stream.of(
        () -> CALLER.requireSite("pumch"),
        () -> CALLER.requireSubjectOf("pumch"),
        () -> CALLER.requireTrial("other"));
  }

  @ParameterizedTest
  @MethodSource("limits")
  void a_limit_is_told_in_words_of_the_settings(ThrowingCallable limit) {
    Refusal refusal = catchThrowableOfType(Refusal.class, limit);

    Refusal told = WithoutToken.of(refusal, "account's setting");

    assertThat(told.type()).isEqualTo(refusal.type());
    assertThat(told.detail()).containsPattern("he account's setting '(sites|trials)'");
    assertThat(told.detail()).doesNotContainIgnoringCase("token");
  }

  @Test
  void another_refusal_stays_as_it_is() {
    Refusal refusal = new AllocationRefused.SubjectNotAssessed("wlrt-obc");
    assertThat(WithoutToken.of(refusal, "account's setting")).isSameAs(refusal);
  }
}
