package io.holdfast.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.installation.Profile;
import io.holdfast.model.installation.ProfileDirectory;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Attribute;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.FileType;
import io.holdfast.platform.posix.OpenFile;
import io.holdfast.platform.posix.Posix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * I4 and the round trip on random trees: whatever a tree looks like, exactly the temporary content
 * is left out and everything else comes back the same. {@code -Dholdfast.seed=N} replays a failure.
 */
class RandomTreeTest {
  private static final int TREES = 12;

  private final Scratch scratch = new Scratch();
  private final MemoryVault vault = new MemoryVault();
  private final Set<String> expected = new TreeSet<>();
  private final List<ProfileDirectory> profiles = new ArrayList<>();

  @BeforeEach
  void clear() {
    expected.clear();
    profiles.clear();
  }

  @AfterEach
  void remove() throws IOException {
    scratch.close();
  }

  @Test
  @DisplayName("I4: in one pass")
  void captureAll() throws IOException {
    for (long seed : seeds()) {
      run(seed, false);
    }
  }

  @Test
  @DisplayName("I4: in rounds and a sweep, with changes between them")
  void aroundAWindow() throws IOException {
    for (long seed : seeds()) {
      run(seed, true);
    }
  }

  private static List<Long> seeds() {
    Long given = Long.getLong("holdfast.seed");
    if (given != null) {
      return List.of(given);
    }
    Random random = new Random();
    List<Long> seeds = new ArrayList<>();
    for (int i = 0; i < TREES; i++) {
      seeds.add(random.nextLong());
    }
    return seeds;
  }

  private void run(long seed, boolean window) throws IOException {
    try {
      clear();
      String name = "tree-" + Long.toHexString(seed);
      Path root = scratch.directory(name);
      Random random = new Random(seed);
      try (Directory directory = Posix.FILES.open(root)) {
        fill(directory, "", Model.root(), random, 0);
      }
      TreeSpec spec = new TreeSpec(root, profiles, List.of());
      CapturedTree tree;
      try (TreeCapture capture =
          new TreeCapture(spec, vault, Clock.SYSTEM, Concurrency.fixed(1 + random.nextInt(4)))) {
        tree = window ? window(capture, root, random) : capture.captureAll(Progress.NONE);
      }
      assertThat(paths(tree.rootNode(), "")).isEqualTo(expected);
      assertThat(tree.writtenInWindow()).isEmpty();
      Path target = scratch.resolve("restored-" + name);
      TreeRestore restore = new TreeRestore(vault, Clock.SYSTEM, 2);
      restore.restore(tree.rootNode(), target, Progress.NONE);
      assertThat(restore.verify(tree.tree(), target, Progress.NONE).differences()).isEmpty();
      if (!containsTemporary(tree)) {
        assertThat(restore.verify(tree.tree(), root, Progress.NONE).differences())
            .as("the capture and its source")
            .isEmpty();
      }
    } catch (IOException | RuntimeException | AssertionError failed) {
      throw new AssertionError("Replay with -Dholdfast.seed=" + seed, failed);
    }
  }

  private static boolean containsTemporary(CapturedTree tree) {
    return tree.counts().excluded() > 0;
  }

  private CapturedTree window(TreeCapture capture, Path root, Random random) throws IOException {
    for (int round = 0; round < 2; round++) {
      capture.round(Progress.NONE);
      try (Directory directory = Posix.FILES.open(root)) {
        for (int i = 0; i < 5; i++) {
          FileName name = FileName.of("late-" + round + "-" + random.nextInt(3));
          if (expected.add(hex(name))) {
            Scratch.write(directory, name, content(random));
          } else {
            try (OpenFile file = directory.openForWriting(name)) {
              file.write(content(random), 0, 0, 0);
              byte[] more = content(random);
              file.write(more, 0, more.length, 0);
            }
          }
        }
      }
    }
    SweepReport sweep =
        capture.sweep(Rule.Sweep.FULL, scratch.resolve("spool"), capture.fence(), Progress.NONE);
    assertThat(sweep.skipped()).isZero();
    capture.audit(capture.fence(), Progress.NONE);
    return capture.complete(Progress.NONE);
  }

  /** What the generator knows of the directory it fills; kept apart from the code under test. */
  private record Model(Profile profile, int depth, boolean temporary) {
    static Model root() {
      return new Model(Profile.PLAIN, 0, false);
    }

    Model below(String name) {
      boolean is =
          switch (profile) {
            case DUPLICATE_UDR -> name.equals("tmp") && depth < 2;
            case ARCHIVE -> name.equals("DR_TMP_DIR") || (name.equals("pending") && depth == 0);
            case INTER_WORKFLOW, FORWARDING -> name.equals("DR_TMP_DIR");
            default -> false;
          };
      return new Model(profile, depth + 1, temporary || is);
    }

    boolean dropsMarked() {
      return profile != Profile.COLLECTION
          && profile != Profile.LOG
          && profile != Profile.REAL_TIME_FORWARDING;
    }
  }

  private void fill(Directory directory, String path, Model model, Random random, int level)
      throws IOException {
    int entries = random.nextInt(9);
    Set<String> taken = new TreeSet<>();
    for (int i = 0; i < entries; i++) {
      FileName name = name(random);
      if (!taken.add(hex(name))) {
        continue;
      }
      String full = path + hex(name);
      if (random.nextInt(3) == 0 && level < 5) {
        Model below = model.below(name.display());
        if (name.isUtf8() && random.nextInt(4) == 0 && printable(path + "x")) {
          Profile profile = Profile.values()[random.nextInt(Profile.values().length)];
          String readable = readable(full);
          profiles.add(new ProfileDirectory(readable, profile));
          below = new Model(profile, 0, false);
          expectAncestors(full);
        }
        directory.makeDirectory(name, 0755);
        if (!model.temporary()) {
          expected.add(full);
        }
        try (Directory child = directory.directory(name)) {
          fill(child, full + "/", below, random, level + 1);
          decorate(child, random);
        }
      } else {
        makeEntry(directory, name, full, model, random);
      }
    }
  }

  /** A configured directory is captured even within temporary content, and so is the way to it. */
  private void expectAncestors(String full) {
    expected.add(full);
    for (int slash = full.lastIndexOf('/'); slash > 0; slash = full.lastIndexOf('/', slash - 1)) {
      expected.add(full.substring(0, slash));
    }
  }

  private void makeEntry(
      Directory directory, FileName name, String full, Model model, Random random)
      throws IOException {
    boolean regular = false;
    switch (random.nextInt(8)) {
      case 0 -> directory.makeSymlink(name, name(random));
      case 1 -> directory.makeNode(name, FileType.FIFO, 0600, 0);
      default -> {
        Scratch.write(directory, name, content(random));
        regular = true;
        try (OpenFile file = directory.openForWriting(name)) {
          if (random.nextInt(6) == 0) {
            file.truncate(file.stat().size() + random.nextInt(300_000));
          }
          decorate(file, random);
        }
      }
    }
    boolean dropped = regular && model.dropsMarked() && name.startsWith("TEMP.");
    if (!model.temporary() && !dropped) {
      expected.add(full);
    }
  }

  private static void decorate(io.holdfast.platform.posix.Handle handle, Random random)
      throws IOException {
    if (random.nextInt(4) == 0) {
      byte[] value = new byte[random.nextInt(50)];
      random.nextBytes(value);
      handle.setAttribute(new Attribute("user.a" + random.nextInt(3), value));
    }
    if (random.nextInt(3) == 0) {
      handle.setPermissions(0700 | random.nextInt(0100));
    }
    if (random.nextInt(3) == 0) {
      Instant time = Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
      handle.setTimes(time, time);
    }
  }

  private static byte[] content(Random random) {
    byte[] content = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(20_000)];
    random.nextBytes(content);
    return content;
  }

  private static FileName name(Random random) {
    String[] meaningful = {"tmp", "pending", "DR_TMP_DIR", "TEMP.x", "TEMP.", "data", "log"};
    if (random.nextInt(2) == 0) {
      return FileName.of(meaningful[random.nextInt(meaningful.length)]);
    }
    if (random.nextInt(3) == 0) {
      return FileName.of("name" + random.nextInt(100));
    }
    byte[] bytes = new byte[1 + random.nextInt(20)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(200) + 48);
    }
    return FileName.ofBytes(bytes);
  }

  private static String hex(FileName name) {
    return java.util.HexFormat.of().formatHex(name.bytes());
  }

  /** Profiles are configured as text, so only such paths can have one. */
  private static boolean printable(String hexPath) {
    for (String component : hexPath.split("/")) {
      if (!component.equals("x")
          && !FileName.ofBytes(java.util.HexFormat.of().parseHex(component)).isUtf8()) {
        return false;
      }
    }
    return true;
  }

  private static String readable(String hexPath) {
    List<String> names = new ArrayList<>();
    for (String component : hexPath.split("/")) {
      names.add(new String(java.util.HexFormat.of().parseHex(component), StandardCharsets.UTF_8));
    }
    return String.join("/", names);
  }

  private Set<String> paths(io.holdfast.vault.tree.Node directory, String path) {
    Set<String> all = new TreeSet<>();
    io.holdfast.vault.BlobId subtree = directory.subtree();
    if (subtree == null) {
      return all;
    }
    for (io.holdfast.vault.tree.Node node : vault.tree(subtree).nodes()) {
      all.add(path + hex(node.name()));
      all.addAll(paths(node, path + hex(node.name()) + "/"));
    }
    return all;
  }
}
