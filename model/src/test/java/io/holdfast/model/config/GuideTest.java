package io.holdfast.model.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Documentation;
import io.holdfast.model.installation.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The guide says what the program does. */
class GuideTest {
  private static final String PAGE = "docs/guide/configuration.md";

  @Test
  @DisplayName("Every whole example of the guide is read")
  void examples() {
    List<String> blocks = blocks("yaml");
    List<String> whole = blocks.stream().filter(block -> !block.startsWith("# part")).toList();

    assertThat(whole).hasSizeGreaterThanOrEqualTo(2);
    for (String block : whole) {
      assertThat(ConfigParser.parse("/etc/holdfast/holdfast.yaml", block).rules()).isNotEmpty();
    }
    for (String block : blocks) {
      if (!whole.contains(block)) {
        ConfigParser.parse("/etc/holdfast/holdfast.yaml", ConfigCases.smallest() + block);
      }
    }
  }

  @Test
  @DisplayName("Every key and every choice that the schema knows stands in the guide")
  void complete() {
    String page = String.join("\n", Documentation.lines(PAGE));
    Set<String> words = new TreeSet<>();
    collect(JsonMapper.shared().readTree(ConfigSchema.text()), words);

    assertThat(words).contains("sweep", "narrow", "passwordFile", "duplicate-udr");
    assertThat(words).allSatisfy(word -> assertThat(page).contains("`" + word + "`"));
    for (Profile profile : Profile.values()) {
      assertThat(page).contains("| `" + profile.label() + "` |");
    }
  }

  private static void collect(JsonNode schema, Set<String> words) {
    JsonNode keys = schema.get("properties");
    if (keys != null) {
      keys.properties().forEach(entry -> words.add(entry.getKey()));
    }
    JsonNode choices = schema.get("enum");
    if (choices != null) {
      choices.forEach(
          choice -> {
            if (choice.isString()
                && !List.of("derby", "postgresql", "redis", "files")
                    .contains(choice.stringValue())) {
              words.add(choice.stringValue());
            }
          });
    }
    schema.forEach(child -> collect(child, words));
  }

  @Test
  @DisplayName("The starter file uses no key that the guide leaves out, and names every profile")
  void starter() {
    for (Profile profile : Profile.values()) {
      assertThat(InitTemplate.text()).contains(profile.label());
    }
  }

  private static List<String> blocks(String language) {
    String page = String.join("\n", Documentation.lines(PAGE));
    List<String> blocks = new ArrayList<>();
    Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
        .matcher(page)
        .results()
        .forEach(block -> blocks.add(block.group(1)));
    return blocks;
  }
}
