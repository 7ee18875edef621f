package io.holdfast.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Randomness;
import io.holdfast.platform.posix.FileType;
import io.holdfast.vault.Vault;
import io.holdfast.vault.crypto.Password;
import io.holdfast.vault.store.LocalObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The same snapshot restored by restic and by us, with the options that both have. */
class RestoreBesideResticTest {
  private static final List<String> FILES =
      List.of(
          "a.csv",
          "b.log",
          "data/x.csv",
          "data/x.csv.gz",
          "data/2026/07/x.csv",
          "data/2026/y",
          "data/tmp/z",
          "other/data/x.csv",
          "other/x",
          "tmp/t",
          "d[1]/q",
          "we ird/ä",
          ".hidden/h");

  private final Scratch scratch = new Scratch();

  @BeforeEach
  void snapshots() throws IOException {
    for (String file : FILES) {
      Scratch.write(scratch.resolve("one").resolve(file), "one " + file);
      Scratch.write(scratch.resolve("two").resolve(file), "two, longer " + file);
    }
    KilledRestore.prepare(scratch.path);
  }

  @AfterEach
  void remove() throws IOException {
    scratch.close();
  }

  private void restic(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("restic", "--no-cache", "-q"));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("RESTIC_REPOSITORY", scratch.resolve("vault").toString());
    builder.environment().put("RESTIC_PASSWORD", "correct horse");
    Process process;
    try {
      process = builder.start();
    } catch (IOException missing) {
      throw new AssertionError("This test needs restic (apt-get install restic)", missing);
    }
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("restic %s: %s", List.of(words), said).isZero();
  }

  private void ours(Path target, RestoreOptions options) {
    try (Vault vault =
        Vault.open(
            new LocalObjectStore(scratch.resolve("vault")),
            Password.of("correct horse".toCharArray()),
            Randomness.SECURE,
            Clock.SYSTEM)) {
      new TreeRestore(vault, Clock.SYSTEM, 2)
          .restore(
              vault.find("latest", any -> true).tree(),
              target,
              options,
              RestoreListener.NONE,
              Progress.NONE);
    }
  }

  private static Map<String, Flat.Entry> files(Path target) throws IOException {
    Map<String, Flat.Entry> files = new TreeMap<>(Flat.of(target));
    files.values().removeIf(entry -> entry.type() == FileType.DIRECTORY);
    return files;
  }

  @Test
  @DisplayName("A pattern includes, and excludes, the same files")
  void patterns() throws Exception {
    List<String> patterns =
        List.of(
            "*.csv",
            "/*.csv",
            "data",
            "/data",
            "data/*",
            "/data/*/07",
            "/data/**/x.csv",
            "**/tmp",
            "data/x.csv",
            "x",
            "/other/",
            "d\\[1\\]",
            "[a-b]*",
            "[^a-b]*",
            "2026/**/x*",
            "?",
            "tm?",
            "we*",
            "**",
            ".hidden");
    for (int i = 0; i < patterns.size(); i++) {
      String pattern = patterns.get(i);
      for (String way : List.of("include", "exclude")) {
        List<String> given = List.of(pattern);
        Selection selection =
            way.equals("include") ? Selection.of(given, List.of()) : Selection.of(List.of(), given);
        Path theirs = scratch.directory("restic-" + way + i);
        Path mine = scratch.directory("ours-" + way + i);
        restic("restore", "latest", "--target", theirs.toString(), "--" + way, pattern);
        ours(mine, new RestoreOptions(null, selection, false, false, false));
        assertThat(files(mine)).as("%s %s", way, pattern).isEqualTo(files(theirs));
      }
    }
  }

  @Test
  @DisplayName("Over an earlier state, 'always' ends as restic's restore does")
  void over() throws Exception {
    Path theirs = scratch.directory("theirs");
    Path mine = scratch.directory("mine");
    for (Path target : List.of(theirs, mine)) {
      ours(target, RestoreOptions.INTO_EMPTY);
      Scratch.write(target.resolve("data/x.csv"), "something else, and longer than before");
      Path extra = Scratch.write(target.resolve("extra"), "stays");
      Files.setLastModifiedTime(extra, FileTime.from(Instant.EPOCH));
    }
    restic("restore", "latest", "--target", theirs.toString());
    ours(mine, RestoreOptions.over(Overwrite.ALWAYS));
    assertThat(files(mine)).isEqualTo(files(theirs));
  }
}
