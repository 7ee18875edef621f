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
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two trees, the second of which cannot be exchanged, or only its content. */
class SecondExchangeTest {
  private static final int NOT_AS_PROMISED = 3;

  @TempDir private Path directory;

  @Test
  @DisplayName(
      "I5: if the second exchange fails, the first is undone: HF-705, exit 7, live data unchanged")
  void rolledBack() throws IOException {
    Path first = live().resolve("first");
    Path second = live().resolve("second");
    Site site = twoTrees();
    Map<String, String> before = Trees.of(live());

    // A mount point cannot be renamed, and through the JDK it is not known to be one.
    Cli bound = Rights.withMountPoint(Cli.bare().flag("-Dholdfast.files=java"), second);
    new Refusal(7, "HF-705")
        .byScript(bound, "restore", "--in-place", "--config", site.config().toString());

    Map<String, String> after =
        Trees.without(Trees.of(live()), "first.holdfast-new", "second.holdfast-new");
    before.remove("");
    after.remove("");
    assertThat(Trees.differences(before, after)).isEmpty();

    site.holdfast("restore", "--in-place").expect(0);
    assertThat(first.resolve("file")).hasContent("first, captured");
    assertThat(second.resolve("file")).hasContent("second, captured");
  }

  @Test
  @DisplayName("I5: a mount point's content is exchanged, and what is kept in it is not backed up")
  void mountPoint() throws IOException {
    Site site = twoTrees();
    Path first = live().resolve("first");
    Path second = live().resolve("second");
    Cli bound = Rights.withMountPoint(Cli.bare(), second);

    bound.run("restore", "--in-place", "--config", site.config().toString()).expect(0);
    assertThat(first.resolve("file")).hasContent("first, captured");
    assertThat(second.resolve("file")).hasContent("second, captured");
    Path kept;
    try (Stream<Path> names = Files.list(second)) {
      kept =
          names
              .filter(name -> name.getFileName().toString().startsWith(".holdfast-before-"))
              .findFirst()
              .orElseThrow();
    }
    assertThat(kept.resolve("file")).hasContent("second, live");
    assertThat(second.resolve(".holdfast-new")).doesNotExist();

    site.holdfast("backup").expect(NOT_AS_PROMISED);
    Path target = directory.resolve("elsewhere");
    site.holdfast("restore", "latest", "--into", target.toString()).expect(0);
    try (Stream<Path> names = Files.list(target.resolve("second"))) {
      assertThat(names).containsExactly(target.resolve("second/file"));
    }
  }

  @Test
  @DisplayName("I2: a tree that a killed restore left half moved is not backed up")
  void half() throws IOException {
    Site site = twoTrees();
    Files.createDirectories(live().resolve("second/.holdfast-moving-.holdfast-before-x"));
    new Refusal(7, "HF-705").inTurn(Cli.bare(), "backup", "--config", site.config().toString());
  }

  private Path live() {
    return directory.resolve("live");
  }

  private Site twoTrees() throws IOException {
    Path first = Files.createDirectories(live().resolve("first"));
    Path second = Files.createDirectories(live().resolve("second"));
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
    return site;
  }
}
