package io.holdfast.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.plan.Finding;
import io.holdfast.model.plan.Linter;
import io.holdfast.model.plan.Severity;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InitTemplateTest {
  @Test
  @DisplayName("What init writes is read, and the linter has no error to tell")
  void readable() {
    Installation read = ConfigParser.parse("holdfast.yaml", InitTemplate.text());

    assertThat(Linter.findings(read)).extracting(Finding::severity).doesNotContain(Severity.ERROR);
  }

  @Test
  @DisplayName("What stands commented out is right too")
  void commentsAreRight() {
    String text =
        InitTemplate.text()
            .replace("  driver: none\n", "")
            .replaceAll("(?m)^( *)# (driver: http|url:|state:|coldAfter:|copies:)", "$1$2")
            .replaceAll("(?m)^( *)#(   - vault:)", "$1$2");

    Installation read = ConfigParser.parse("/etc/holdfast/holdfast.yaml", text);

    assertThat(read.suspension().driver().kind()).isEqualTo("http");
    assertThat(read.state()).isNotNull();
    assertThat(read.rules().getFirst().lifecycle().coldAfter()).isNotNull();
    assertThat(read.rules().getFirst().copies()).hasSize(1);
  }

  @Test
  @DisplayName("Names that look like other YAML values stay names")
  void quotes() {
    Installation read =
        ConfigParser.parse("/a/holdfast.yaml", InitTemplate.text("true", "/x/it's # here: [1]"));

    assertThat(read.name()).isEqualTo("true");
    assertThat(read.vault().location()).isEqualTo("/x/it's # here: [1]");
  }

  @Test
  @DisplayName("A name that could not be read back is refused")
  void refuses() {
    assertThatThrownBy(() -> InitTemplate.text("a/b", "/vault"))
        .isInstanceOf(HoldfastException.class)
        .hasMessageContaining("a/b");
  }
}
