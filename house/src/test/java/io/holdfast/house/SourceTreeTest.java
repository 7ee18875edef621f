package io.holdfast.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How sources are cut into files, packages and modules. */
class SourceTreeTest {
  private static final String MAIN = "/src/main/java/";
  private static final Set<String> SAYS_NOTHING =
      Set.of("util", "utils", "common", "helper", "helpers", "manager", "managers", "impl");
  private static final Pattern TYPE_SAYS_NOTHING =
      Pattern.compile(".*(Utils?|Common|Helpers?|Manager|Impl)\\.java");

  @Test
  @DisplayName("No file of text has more than 800 lines")
  void nothingIsHuge() {
    assertThat(Repository.textFiles())
        .filteredOn(file -> !file.endsWith(".json"))
        .allSatisfy(
            file -> assertThat(Repository.lines(file).size()).as(file).isLessThanOrEqualTo(800));
  }

  @Test
  @DisplayName("Nine in ten Java sources have at most 300 lines, half of them about 100")
  void mostAreSmall() {
    List<Integer> lengths =
        Repository.javaFiles().stream()
            .map(file -> Repository.lines(file).size())
            .sorted()
            .toList();

    assertThat(lengths.get(lengths.size() * 9 / 10)).as("nine in ten").isLessThanOrEqualTo(300);
    assertThat(lengths.get(lengths.size() / 2)).as("the median").isLessThanOrEqualTo(130);
  }

  @Test
  @DisplayName("A name says what a thing is: no util, common, helper, manager, impl")
  void namesSaySomething() {
    assertThat(Repository.javaFiles())
        .allSatisfy(
            file -> {
              assertThat(Repository.nameOf(file)).doesNotMatch(TYPE_SAYS_NOTHING);
              assertThat(List.of(file.split("/"))).doesNotContainAnyElementsOf(SAYS_NOTHING);
            });
  }

  @Test
  @DisplayName("Every package says what it is for in package-info")
  void packagesExplainThemselves() {
    assertThat(mainPackages())
        .allSatisfy(
            directory -> {
              String info = directory + "/package-info.java";
              assertThat(Repository.has(info)).as(info + " exists").isTrue();
              String text = Repository.read(info);
              assertThat(text).as(info).startsWith("/**");
              assertThat(text.indexOf("*/")).as("length of the text in " + info).isGreaterThan(40);
            });
  }

  @Test
  @DisplayName("Every module with sources declares itself and is null-marked")
  void modulesDeclareThemselves() {
    Set<String> modules =
        mainSources().stream()
            .map(file -> file.substring(0, file.indexOf(MAIN)))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(modules)
        .allSatisfy(
            module -> {
              String descriptor = module + MAIN + "module-info.java";
              assertThat(Repository.has(descriptor)).as(descriptor + " exists").isTrue();
              assertThat(Repository.read(descriptor)).as(descriptor).contains("NullMarked");
            });
  }

  private static List<String> mainSources() {
    return Repository.javaFiles().stream().filter(file -> file.contains(MAIN)).toList();
  }

  private static Set<String> mainPackages() {
    return mainSources().stream()
        .filter(file -> !file.endsWith("module-info.java"))
        .map(file -> file.substring(0, file.lastIndexOf('/')))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
