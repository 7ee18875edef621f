package io.holdfast.proof.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a run may leave behind and must not. */
public final class Traces {
  private static final Set<String> OWN = Set.of("lock", "verify.lock", "runs", "cache");
  private static final String OBJECT = "[0-9a-f]{64}|config";

  private Traces() {}

  /** Everything that is left of any run, each as a line; looks only at files and processes. */
  public static List<String> of(Site site) {
    List<String> left = new ArrayList<>();
    for (Path entry : Site.entries(site.state())) {
      if (!OWN.contains(entry.getFileName().toString())) {
        left.add("in the state directory: " + entry);
      }
    }
    for (Path store : Site.entries(site.state().resolve("cache"))) {
      Site.entries(store).stream()
          .filter(file -> file.getFileName().toString().endsWith(".new"))
          .forEach(file -> left.add("half a capture table: " + file));
    }
    Site.entries(site.state().resolve("runs")).forEach(run -> left.add("a run: " + run));
    Site.entries(site.vault().resolve("locks")).forEach(lock -> left.add("a vault lock: " + lock));
    for (Path file : below(site.vault())) {
      if (Files.isRegularFile(file) && !file.getFileName().toString().matches(OBJECT)) {
        left.add("a temporary file in the vault: " + file);
      }
    }
    for (Path file : below(site.home())) {
      String name = file.getFileName().toString();
      if (name.contains("holdfast")) {
        left.add("in the installation: " + file);
      }
    }
    for (Path beside : Site.entries(site.root())) {
      if (beside.getFileName().toString().endsWith(".holdfast-new")) {
        left.add("a half restore: " + beside);
      }
    }
    for (long guardian : Children.workingIn(site.root(), "guardian.Guardian")) {
      left.add("a guardian: process " + guardian);
    }
    return left;
  }

  /** The files of a tree that others may be changing meanwhile. */
  private static List<Path> below(Path root) {
    for (int attempt = 1; ; attempt++) {
      try (Stream<Path> files = Files.walk(root)) {
        return files.toList();
      } catch (IOException | UncheckedIOException changing) {
        if (attempt == 20) {
          throw new IllegalStateException("The tree " + root + " cannot be listed", changing);
        }
      }
    }
  }
}
