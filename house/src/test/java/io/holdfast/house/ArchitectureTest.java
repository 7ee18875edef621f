package io.holdfast.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Who may use whom; the arrows are explained in docs/design/0001-modules.md. */
class ArchitectureTest {
  private static final String MAIN = "/src/main/java/";

  /** The parts, and what each may use besides itself. The part is the package after io.holdfast. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          entry("platform", Set.of()),
          entry("model", Set.of()),
          entry("vault", Set.of("model", "platform")),
          entry("s3", Set.of("model", "platform", "vault")),
          entry("capture", Set.of("model", "platform", "vault")),
          entry("stores", Set.of("model", "platform", "vault", "capture")),
          entry("window", Set.of("model", "platform")),
          entry("engine", Set.of("model", "platform", "vault", "capture", "stores", "window")),
          entry(
              "cli", Set.of("model", "platform", "vault", "capture", "stores", "window", "engine")),
          entry("usage", Set.of()));

  /** Drivers, which only ServiceLoader finds, so that an installation carries only what it uses. */
  private static final Set<String> DRIVERS =
      Set.of("s3", "stores.files", "stores.derby", "stores.postgresql", "stores.redis");

  @TestFactory
  @DisplayName("A part uses only the parts below it")
  Stream<DynamicTest> arrowsPointDownwards() {
    return MAY_USE.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            part ->
                DynamicTest.dynamicTest(
                    part.getKey(), () -> check(usesOnly(part.getKey(), part.getValue()))));
  }

  @Test
  @DisplayName("Every class belongs to a part that is known here")
  void partsAreKnown() {
    check(
        classes()
            .should()
            .resideInAnyPackage(
                MAY_USE.keySet().stream()
                    .map(part -> "io.holdfast." + part + "..")
                    .toArray(String[]::new))
            .because("a new part must say what it may use, in ArchitectureTest"));
  }

  @Test
  @DisplayName(
      "The rules see every class: a rule over classes that were not found would always hold")
  void everyClassIsSeen() {
    assertThat(Repository.javaFiles())
        .filteredOn(file -> file.contains(MAIN) && !file.endsWith("-info.java"))
        .allSatisfy(
            file -> {
              String path = file.substring(file.indexOf(MAIN) + MAIN.length());
              String name = path.replace(".java", "").replace('/', '.');
              assertThat(ProductClasses.ALL.contain(name)).as(name + " is seen").isTrue();
            });
  }

  @TestFactory
  @DisplayName("A driver is found by ServiceLoader and used by name nowhere")
  Stream<DynamicTest> driversAreNotNamed() {
    return DRIVERS.stream()
        .sorted()
        .map(
            driver -> {
              String home = "io.holdfast." + driver + "..";
              return DynamicTest.dynamicTest(
                  driver,
                  () ->
                      check(
                          noClasses()
                              .that()
                              .resideOutsideOfPackage(home)
                              .should()
                              .dependOnClassesThat()
                              .resideInAPackage(home)));
            });
  }

  private static ArchRule usesOnly(String part, Set<String> others) {
    return noClasses()
        .that()
        .resideInAPackage("io.holdfast." + part + "..")
        .should()
        .dependOnClassesThat(oursButNot(part, others));
  }

  private static DescribedPredicate<JavaClass> oursButNot(String part, Set<String> others) {
    return DescribedPredicate.describe(
        "are ours and not of " + part + (others.isEmpty() ? "" : " or " + others),
        type -> {
          String[] names = type.getPackageName().split("\\.", 4);
          boolean ours = type.getPackageName().startsWith("io.holdfast.");
          return ours && !names[2].equals(part) && !others.contains(names[2]);
        });
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(ProductClasses.ALL);
  }
}
