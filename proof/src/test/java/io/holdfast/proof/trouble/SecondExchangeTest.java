package io.holdfast.proof.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.proof.real.Cli;
import io.holdfast.proof.real.Rights;
import io.holdfast.proof.real.Site;
import io.holdfast.proof.real.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two trees, the second of which cannot be exchanged. */
class SecondExchangeTest {
  private static final int NOT_AS_PROMISED = 3;

  @TempDir private static Path directory;

  @Test
  @DisplayName(
      "I5: if the second exchange fails, the first is undone: HF-705, exit 7, live data unchanged")
  void rolledBack() throws IOException {
    Path live = Files.createDirectories(directory.resolve("live"));
    Path first = Files.createDirectories(live.resolve("first"));
    Path second = Files.createDirectories(live.resolve("second"));
    Files.writeString(first.resolve("file"), "first, captured");
    Files.writeString(second.resolve("file"), "second, captured");
    Site site = Site.in(directory.resolve("site")).initVault();
    Site.write(
        site.config(),
        """
        installation: two
        vault: {location: '%s', passwordFile: '%s'}
        state: '%s'
        suspension: {driver: none}
        stores:
          - {name: first, kind: files, root: '%s'}
          - {name: second, kind: files, root: '%s'}
        rules:
          - name: cold
        """
            .formatted(site.vault(), site.password(), site.state(), first, second));
    site.holdfast("backup").expect(NOT_AS_PROMISED);
    Files.writeString(first.resolve("file"), "first, live");
    Files.writeString(second.resolve("file"), "second, live");
    Map<String, String> before = Trees.of(live);

    // A mount point cannot be exchanged. It is one only for the process that restores.
    Cli bound = Rights.withMountPoint(Cli.bare(), second);
    new Refusal(7, "HF-705")
        .byScript(bound, "restore", "--in-place", "--config", site.config().toString());

    Map<String, String> after =
        Trees.without(Trees.of(live), "first.holdfast-new", "second.holdfast-new");
    before.remove("");
    after.remove("");
    assertThat(Trees.differences(before, after)).isEmpty();

    site.holdfast("restore", "--in-place").expect(0);
    assertThat(first.resolve("file")).hasContent("first, captured");
    assertThat(second.resolve("file")).hasContent("second, captured");
  }
}
