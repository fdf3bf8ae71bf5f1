package org.kleroterion.gateway.odm;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kleroterion.access.Caller;
import org.kleroterion.access.Reach;
import org.kleroterion.access.Role;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.trial.protocol.Screenings;
import org.w3c.dom.Element;

/** A large trial is written as it is read. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OdmStreamTest {
  private static final int SUBJECTS = 3000;
  private static final int MEGABYTE = 1 << 20;
  private static final Reach EVERYWHERE = new Reach(true, Set.of());
  private static final Caller AUDITOR =
      new Caller("auditor-1", Set.of(Role.AUDITOR), EVERYWHERE, EVERYWHERE);

  @Inject OdmService exports;

  @Test
  @Tag("whole")
  @Tag("R12")
  void three_thousand_subjects_take_no_more_memory_than_a_page() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    enrol(trial);
    long size = sizeOfWhole(trial);

    Watched watched = new Watched();
    exports.export(AUDITOR, trial.code()).write(watched);

    assertThat(watched.size).isBetween(size - 1000, size + 1000);
    assertThat(size).isGreaterThan(10 * MEGABYTE);
    // A page holds 500 assessments of some 2 kB, and what reading them takes.
    assertThat(watched.most - watched.before).isLessThan(size / 2);
  }

  /** Looked at as a whole, and let go of. */
  private long sizeOfWhole(TrialUnderTest trial) throws Exception {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    exports.export(AUDITOR, trial.code()).write(whole);
    Element odm = Odm.parse(whole.toByteArray());
    OdmStructure.require(odm);
    assertThat(Odm.subjects(odm)).hasSize(SUBJECTS);
    return whole.size();
  }

  private static void enrol(TrialUnderTest trial) throws Exception {
    ExecutorService enrollers = Executors.newFixedThreadPool(8);
    String token = Tokens.enroller();
    List<Callable<Integer>> requests = new ArrayList<>();
    for (int i = 0; i < SUBJECTS; i++) {
      Map<String, Object> request =
          Map.of("subject", "S-" + i, "site", "cams", "screening", Screenings.eligible());
      requests.add(() -> trial.post(token, "allocations", request).extract().statusCode());
    }
    try {
      for (Future<Integer> status : enrollers.invokeAll(requests)) {
        assertThat(status.get()).isEqualTo(201);
      }
    } finally {
      enrollers.shutdownNow();
    }
  }

  /** Forgets what it is given, and looks at the heap after every two megabytes. */
  private static final class Watched extends OutputStream {
    private final long before = used();
    private long size;
    private long most;
    private long next = 2 * MEGABYTE;

    private static long used() {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      return runtime.totalMemory() - runtime.freeMemory();
    }

    @Override
    public void write(int one) {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      size += length;
      if (size >= next) {
        next += 2 * MEGABYTE;
        most = Math.max(most, used());
      }
    }
  }
}
