package io.holdfast.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the documents promise about themselves. */
class DocumentationTest {
  private static final Pattern LINK = Pattern.compile("(?<!`)\\[[^\\]\\[]*]\\(([^)\\s]+)\\)");
  private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```");
  private static final String FRAGMENTS = "changelog/unreleased/";

  @Test
  @DisplayName("Each link to a file of the repository leads to one")
  void linksLeadSomewhere() {
    List<String> broken = new ArrayList<>();
    for (String file : documents()) {
      Matcher link = LINK.matcher(FENCE.matcher(Repository.read(file)).replaceAll(""));
      while (link.find()) {
        String target = link.group(1).replaceFirst("#.*", "");
        boolean local = !target.isEmpty() && !target.matches("[a-z]+:.*");
        Path place = Path.of(file).resolveSibling(target).normalize();
        if (local && !Files.exists(Repository.root().resolve(place))) {
          broken.add(file + ": " + link.group(1));
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  @DisplayName("A changelog fragment begins with one sentence that a user understands")
  void changelogFragments() {
    assertThat(Repository.files())
        .filteredOn(file -> file.startsWith(FRAGMENTS) && !file.endsWith("README.md"))
        .allSatisfy(
            file -> {
              assertThat(Repository.nameOf(file)).matches("[a-z0-9]+(-[a-z0-9]+)*\\.md");
              String first = Repository.read(file).split("\n\n", 2)[0].strip();
              assertThat(first).as(file).matches("(?s)[A-Z`].{20,400}[.`]");
            });
  }

  @Test
  @DisplayName("The first commands of the README are the ones that .ci/run tries")
  void readmeIsTried() {
    String readme = Repository.read("README.md");
    String run = Repository.read(".ci/run");

    assertThat(List.of("./holdfast demo", "mvn -B verify"))
        .allSatisfy(
            command -> {
              assertThat(readme).contains(command);
              assertThat(run).contains(command);
            });
  }

  @Test
  @DisplayName("The licence is there, and the pom names the same")
  void licence() {
    assertThat(Repository.read("LICENSE")).contains("Apache License").contains("Version 2.0");
    assertThat(Repository.read("pom.xml")).contains("<name>Apache-2.0</name>");
    assertThat(List.of("NOTICE", "CONTRIBUTING.md")).allMatch(Repository::has);
  }

  private static List<String> documents() {
    return Repository.files().stream().filter(file -> file.endsWith(".md")).toList();
  }
}
