package org.kleroterion;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

/** The rooms and the arrows between them, as the design draws them. */
@AnalyzeClasses(packages = "org.kleroterion", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] OUTSIDE_PURE_JAVA = {
    "org.kleroterion.access..",
    "org.kleroterion.allocation..",
    "org.kleroterion.contract..",
    "org.kleroterion.delivery..",
    "org.kleroterion.eligibility..",
    "org.kleroterion.evaluation..",
    "org.kleroterion.gateway..",
    "org.kleroterion.log..",
    "org.kleroterion.problem..",
    "org.kleroterion.settings..",
    "org.kleroterion.storage..",
    "org.kleroterion.trial..",
    "org.kleroterion.wire..",
    "jakarta..",
    "io.quarkus..",
    "org.hibernate..",
    "com.fasterxml..",
    "java.io..",
    "java.nio.file..",
    "java.sql..",
    "java.net.."
  };

  @ArchTest
  static final ArchRule arrows_run_downwards_only =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("org.kleroterion..")
          .layer("evaluation")
          .definedBy("org.kleroterion.evaluation..")
          .layer("contract")
          .definedBy("org.kleroterion.contract..")
          .layer("gateway")
          .definedBy("org.kleroterion.gateway..")
          .layer("allocation")
          .definedBy("org.kleroterion.allocation..")
          .layer("delivery")
          .definedBy("org.kleroterion.delivery..")
          .layer("eligibility")
          .definedBy("org.kleroterion.eligibility..")
          .layer("trial")
          .definedBy("org.kleroterion.trial..")
          .layer("log")
          .definedBy("org.kleroterion.log..")
          .layer("randomization")
          .definedBy("org.kleroterion.randomization..")
          .layer("storage")
          .definedBy("org.kleroterion.storage..")
          .layer("wire")
          .definedBy("org.kleroterion.wire..")
          .layer("access")
          .definedBy("org.kleroterion.access..")
          .layer("settings")
          .definedBy("org.kleroterion.settings..")
          .layer("problem")
          .definedBy("org.kleroterion.problem..")
          .layer("main")
          .definedBy("org.kleroterion")
          .whereLayer("main")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("evaluation")
          .mayOnlyBeAccessedByLayers("main")
          .whereLayer("contract")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("gateway")
          .mayOnlyBeAccessedByLayers("main")
          .whereLayer("allocation")
          .mayOnlyBeAccessedByLayers("gateway")
          .whereLayer("delivery")
          .mayOnlyBeAccessedByLayers("main", "gateway")
          .whereLayer("eligibility")
          .mayOnlyBeAccessedByLayers("gateway", "allocation")
          .whereLayer("trial")
          .mayOnlyBeAccessedByLayers(
              "main", "gateway", "allocation", "delivery", "eligibility", "contract", "evaluation")
          .whereLayer("log")
          .mayOnlyBeAccessedByLayers(
              "main", "gateway", "allocation", "delivery", "eligibility", "trial")
          .whereLayer("randomization")
          .mayOnlyBeAccessedByLayers("allocation", "trial")
          .whereLayer("access")
          .mayOnlyBeAccessedByLayers(
              "main",
              "evaluation",
              "contract",
              "gateway",
              "allocation",
              "delivery",
              "eligibility",
              "trial",
              "log",
              "storage")
          .whereLayer("storage")
          .mayOnlyBeAccessedByLayers(
              "main", "gateway", "allocation", "delivery", "eligibility", "trial", "log")
          .whereLayer("problem")
          .mayNotAccessAnyLayer()
          .whereLayer("settings")
          .mayNotAccessAnyLayer();

  @ArchTest
  static final ArchRule packages_form_no_cycle =
      slices().matching("org.kleroterion.(**)").should().beFreeOfCycles();

  @ArchTest
  static void no_package_has_more_than_24_files(JavaClasses classes) {
    Map<String, Long> files =
        classes.stream()
            .filter(JavaClass::isTopLevelClass)
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
    assertThat(files).allSatisfy((name, number) -> assertThat(number).as(name).isLessThan(25));
  }

  @ArchTest
  static final ArchRule the_draw_is_pure =
      noClasses()
          .that()
          .resideInAPackage("org.kleroterion.randomization..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(OUTSIDE_PURE_JAVA);

  @ArchTest
  static final ArchRule the_tree_and_its_texts_are_pure =
      noClasses()
          .that()
          .resideInAnyPackage("org.kleroterion.log.tree..", "org.kleroterion.log.note..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.kleroterion.log",
              "org.kleroterion.log.entry..",
              "org.kleroterion.log.checkpoint..",
              "org.kleroterion.log.guard..",
              "org.kleroterion.log.signing..",
              "org.kleroterion.storage..",
              "jakarta..",
              "io.quarkus..",
              "org.hibernate..",
              "com.fasterxml..",
              "java.sql..",
              "java.net..");

  @ArchTest
  static final ArchRule protocols_are_read_without_the_container =
      noClasses()
          .that()
          .resideInAPackage("org.kleroterion.trial.protocol..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta..", "io.quarkus..", "org.hibernate..", "java.sql..");

  @ArchTest
  static final ArchRule resources_never_touch_repositories_or_entities =
      noClasses()
          .that()
          .haveSimpleNameEndingWith("Resource")
          .should()
          .dependOnClassesThat()
          .haveSimpleNameEndingWith("Repository")
          .orShould()
          .dependOnClassesThat()
          .areAnnotatedWith(jakarta.persistence.Entity.class);

  @ArchTest
  static final ArchRule only_repositories_know_queries =
      noClasses()
          .that()
          .haveSimpleNameNotEndingWith("Repository")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(jakarta.persistence.EntityManager.class);

  @ArchTest
  static final ArchRule randomness_and_time_come_from_one_place =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.kleroterion.settings..", "org.kleroterion.evaluation..")
          .should()
          .callConstructor(java.security.SecureRandom.class)
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");

  @ArchTest
  static final ArchRule no_null_crosses_a_package =
      classes()
          .should(
              new ArchCondition<>("be in a @NullMarked package") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                  events.add(new SimpleConditionEvent(type, marked, type.getName()));
                }
              });

  @ArchTest
  static final ArchRule the_order_of_the_start_is_in_one_class =
      noClasses()
          .that()
          .haveSimpleNameNotEndingWith("Start")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(io.quarkus.runtime.StartupEvent.class);
}
