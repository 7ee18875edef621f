package io.holdfast.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.installation.Rule;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Attribute;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.FileType;
import io.holdfast.platform.posix.OpenFile;
import io.holdfast.platform.posix.Posix;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.tree.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is remembered spares the vault, and never changes what is captured. */
class CaptureTableTest {
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  private final Scratch scratch = new Scratch();
  private final MemoryVault vault = new MemoryVault();
  private Path root = Path.of("/");
  private Path table = Path.of("/");

  @BeforeEach
  void make() throws IOException {
    root = scratch.directory("root");
    table = scratch.resolve("cache").resolve("tree.table");
    Scratch.write(root.resolve("a/one"), "one");
    Scratch.write(root.resolve("a/empty"), "");
    Scratch.write(root.resolve("a/below/large"), "x".repeat(3 << 20));
    Scratch.write(root.resolve("b/linked"), "linked");
    Files.createLink(root.resolve("b/too"), root.resolve("b/linked"));
    Files.createSymbolicLink(root.resolve("link"), Path.of("a"));
    Files.createDirectory(root.resolve("nothing"));
    Files.createDirectory(root.resolve("nothing else"));
    try (Directory directory = Posix.FILES.open(root)) {
      directory.makeNode(FileName.of("fifo"), FileType.FIFO, 0600, 0);
      FileName notText = FileName.ofBytes(new byte[] {(byte) 0xff, 'n'});
      Scratch.write(directory, notText, Scratch.bytes("a name that is no text"));
      try (OpenFile file = directory.openForWriting(notText)) {
        file.setAttribute(new Attribute("user.one", new byte[] {1, 0, 2}));
        file.setAttribute(new Attribute("user.two", new byte[0]));
      }
    }
    Clock.SYSTEM.sleep(Duration.ofMillis(60));
  }

  @AfterEach
  void remove() throws IOException {
    scratch.close();
  }

  private TreeCapture open(String vaultId) {
    TreeCapture capture =
        new TreeCapture(TreeSpec.plain(root), vault, Clock.SYSTEM, Concurrency.fixed(2));
    capture.remember(CaptureTable.open(table, vaultId));
    return capture;
  }

  private CapturedTree captureAll() {
    try (TreeCapture capture = open("vault")) {
      return capture.captureAll(Progress.NONE);
    }
  }

  private CapturedTree captureFrom(CapturedTree earlier) {
    try (TreeCapture capture = open("vault")) {
      capture.startFrom(vault, earlier.tree(), LATER);
      return capture.captureAll(Progress.NONE);
    }
  }

  /** How many directories the vault is asked for by a capture of what did not change. */
  private long treesRead(CapturedTree earlier) {
    long before = vault.treesRead.get();
    assertThat(captureFrom(earlier).tree()).isEqualTo(earlier.tree());
    return vault.treesRead.get() - before;
  }

  @Test
  @DisplayName("An unchanged tree asks the vault for no directory, and leaves the table as it is")
  void unchanged() throws IOException {
    CapturedTree first = captureAll();
    byte[] written = Files.readAllBytes(table);
    assertThat(treesRead(first)).isZero();
    assertThat(Files.readAllBytes(table)).isEqualTo(written);
    Files.delete(table);
    assertThat(treesRead(first)).isGreaterThan(3);
    assertThat(treesRead(first)).isZero();
  }

  @Test
  @DisplayName("It says of every entry what the vault says")
  void sameAsTheVault() {
    CapturedTree first = captureAll();
    try (CaptureTable opened = CaptureTable.open(table, "vault")) {
      assertSame(first.tree(), opened);
    }
  }

  private void assertSame(BlobId tree, CaptureTable opened) {
    EarlierCapture remembering = new EarlierCapture(vault, LATER, opened);
    Listing remembered = opened.find(tree, remembering);
    assertThat(remembered).isNotNull();
    assertThat(words(remembering.load(tree)))
        .isEqualTo(words(new EarlierCapture(vault, LATER, null).load(tree)));
    for (Node node : vault.tree(tree).nodes()) {
      if (node.subtree() != null) {
        assertSame(node.subtree(), opened);
      }
    }
  }

  private static List<String> words(Listing listing) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < listing.size(); i++) {
      Entry entry = listing.get(i);
      Object body = entry.body() instanceof Body.Stored stored ? stored.tree() : entry.body();
      StringBuilder text = new StringBuilder();
      text.append(entry.name()).append(entry.stat()).append(body).append(entry.settled());
      for (Attribute attribute : entry.attributes()) {
        text.append(attribute.name()).append(HexFormat.of().formatHex(attribute.value()));
      }
      words.add(text.toString());
    }
    return words;
  }

  @Test
  @DisplayName("Rounds begin with it, and a capture around a window leaves one")
  void aroundAWindow() {
    CapturedTree first = captureAll();
    long before = vault.treesRead.get();
    CapturedTree second;
    try (TreeCapture capture = open("vault")) {
      capture.startFrom(vault, first.tree(), LATER);
      assertThat(capture.round(Progress.NONE).changedFiles()).isZero();
      assertThat(vault.treesRead).hasValue(before);
      capture.sweep(Rule.Sweep.FULL, scratch.resolve("spool"), capture.fence(), Progress.NONE);
      capture.audit(capture.fence(), Progress.NONE);
      second = capture.complete(Progress.NONE);
    }
    assertThat(treesRead(second)).isZero();
  }

  @Test
  @DisplayName("What changed is captured as without it; what is gone is forgotten")
  void changed() throws IOException {
    CapturedTree first = captureAll();
    long size = Files.size(table);
    Files.writeString(root.resolve("a/one"), "two");
    Files.delete(root.resolve("a/below/large"));
    Files.delete(root.resolve("a/below"));
    CapturedTree second = captureFrom(first);
    assertThat(vault.content(vault.at(second.tree(), "a/one"))).isEqualTo(Scratch.bytes("two"));
    assertThat(vault.has(second.tree(), "a/below")).isFalse();
    assertThat(Files.size(table)).isLessThan(size);
    assertThat(treesRead(second)).isZero();
  }

  @Test
  @DisplayName("What the vault has lost is saved again, although the table knows it")
  void lost() {
    CapturedTree first = captureAll();
    BlobId blob = vault.at(first.tree(), "a/one").content().getFirst();
    BlobId tree = vault.at(first.tree(), "b").subtree();
    vault.blobs.remove(blob);
    vault.trees.remove(tree);
    assertThat(captureFrom(first).tree()).isEqualTo(first.tree());
    assertThat(vault.blobs).containsKey(blob);
    assertThat(vault.trees).containsKey(tree);
  }

  @Test
  @DisplayName("Another vault's table is not believed")
  void anotherVault() {
    captureAll();
    try (CaptureTable opened = CaptureTable.open(table, "another")) {
      CapturedTree first = captureAll();
      assertThat(opened.find(first.tree(), new EarlierCapture(vault, LATER, opened))).isNull();
    }
  }

  @Test
  @DisplayName("Any damage is found, costs time alone, and is mended by the next capture")
  void damaged() throws IOException {
    CapturedTree first = captureAll();
    byte[] whole = Files.readAllBytes(table);
    long seed = Long.getLong("holdfast.seed", new Random().nextLong());
    Random random = new Random(seed);
    for (int trial = 0; trial < 200; trial++) {
      byte[] bytes = whole.clone();
      String how;
      if (random.nextInt(4) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        how = "cut to " + bytes.length;
      } else {
        int at = random.nextInt(bytes.length);
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        how = "a bit of byte " + at;
      }
      Files.write(table, bytes);
      long before = vault.treesRead.get();
      assertThat(captureFrom(first).tree()).as("seed %d, %s", seed, how).isEqualTo(first.tree());
      assertThat(vault.treesRead.get() - before).as("seed %d, %s", seed, how).isPositive();
      assertThat(treesRead(first)).as("mended; seed %d, %s", seed, how).isZero();
    }
  }

  @Test
  @DisplayName("What cannot be written is no reason to have no capture")
  void unwritable() throws IOException {
    Files.writeString(scratch.resolve("cache"), "a file in place of the directory");
    CapturedTree first = captureAll();
    assertThat(treesRead(first)).isPositive();
  }

  @Test
  @DisplayName("A capture that fails or is killed leaves the table that was there, and no other")
  void killed() throws IOException {
    CapturedTree first = captureAll();
    Files.writeString(root.resolve("a/one"), "two");
    byte[] written = Files.readAllBytes(table);
    // Above the largest process id, so that nobody has it.
    Path abandoned = table.resolveSibling("tree.table.4194305.new");
    Files.writeString(abandoned, "half of one");
    try (CaptureTable opened = CaptureTable.open(table, "vault")) {
      opened.add(new BlobId(1, 2, 3, 4), Listing.EMPTY);
      assertThat(files()).hasSize(2);
    }
    assertThat(files()).containsExactly(table);
    assertThat(Files.readAllBytes(table)).isEqualTo(written);
    assertThat(captureFrom(first).tree()).isNotEqualTo(first.tree());
    assertThat(files()).containsExactly(table);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> found = Files.list(scratch.resolve("cache"))) {
      return found.toList();
    }
  }
}
