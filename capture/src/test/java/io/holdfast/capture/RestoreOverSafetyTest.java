package io.holdfast.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.faults.FaultyFiles;
import io.holdfast.platform.posix.FileSystem;
import io.holdfast.platform.posix.Posix;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.tree.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Restoring over what is there writes nothing elsewhere, and no more than it must. */
class RestoreOverSafetyTest {
  private static final RestoreOptions DELETING =
      new RestoreOptions(Overwrite.ALWAYS, Selection.EVERYTHING, true, false, false);

  private final Scratch scratch = new Scratch();
  private final MemoryVault vault = new MemoryVault();
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private Path source;
  private Path target;
  private Path outside;

  @BeforeEach
  void make() throws IOException {
    source = scratch.directory("source");
    target = scratch.directory("target");
    outside = scratch.directory("outside");
    Scratch.write(outside.resolve("victim"), "mine");
    Scratch.write(source.resolve("d/f"), "from the snapshot");
  }

  @AfterEach
  void remove() throws IOException {
    scratch.close();
  }

  private BlobId capture() {
    try (TreeCapture capture =
        new TreeCapture(
            TreeSpec.everything(source, List.of()), vault, Clock.SYSTEM, Concurrency.fixed(2))) {
      return capture.captureAll(Progress.NONE).tree();
    }
  }

  private RestoreReport restore(BlobId tree, RestoreOptions options) {
    return restore(Posix.FILES, tree, options);
  }

  private RestoreReport restore(FileSystem files, BlobId tree, RestoreOptions options) {
    return new TreeRestore(files, vault, Clock.SYSTEM, 2)
        .restore(
            tree,
            target,
            options,
            (deed, path, bytes) -> told.add(deed + " " + path + " " + bytes),
            Progress.NONE);
  }

  private HoldfastException fails(BlobId tree, RestoreOptions options) {
    return catchThrowableOfType(HoldfastException.class, () -> restore(tree, options));
  }

  @ParameterizedTest
  @EnumSource(
      value = Overwrite.class,
      names = {"ALWAYS", "IF_CHANGED"})
  @DisplayName("Links planted for directories and files are replaced, never written through")
  void plantedLinks(Overwrite mode) throws IOException {
    Scratch.write(source.resolve("g"), "from the snapshot too");
    Files.createSymbolicLink(target.resolve("d"), outside);
    Files.createSymbolicLink(target.resolve("g"), outside.resolve("victim"));
    restore(capture(), RestoreOptions.over(mode));
    assertThat(target.resolve("d/f")).hasContent("from the snapshot");
    assertThat(target.resolve("d")).isDirectory();
    assertThat(Files.isSymbolicLink(target.resolve("d"))).isFalse();
    assertThat(Files.isSymbolicLink(target.resolve("g"))).isFalse();
    assertThat(Flat.of(outside).keySet()).containsExactly("victim");
    assertThat(outside.resolve("victim")).hasContent("mine");
  }

  @Test
  @DisplayName("A second name planted for a file outside is replaced; the file there stays")
  void plantedHardLink() throws IOException {
    Files.createDirectory(target.resolve("d"));
    Files.createLink(target.resolve("d/f"), outside.resolve("victim"));
    Map<String, Flat.Entry> before = Flat.of(outside);
    restore(capture(), RestoreOptions.over(Overwrite.ALWAYS));
    assertThat(target.resolve("d/f")).hasContent("from the snapshot");
    assertThat(Flat.of(outside)).isEqualTo(before);
  }

  private interface Swap {
    void put(Path inPlace, Path leadingTo) throws IOException;
  }

  /** Just before it is opened for writing, something else is put in the file's place. */
  private HoldfastException restoreOverSwapped(Swap swap) {
    FaultyFiles swapping =
        new FaultyFiles(
            (call, name, real) -> {
              if (call.equals("openForWriting") && name.equals("f")) {
                Files.delete(target.resolve("d/f"));
                swap.put(target.resolve("d/f"), outside.resolve("victim"));
              }
              return real.run();
            });
    return catchThrowableOfType(
        HoldfastException.class,
        () -> restore(swapping, capture(), RestoreOptions.over(Overwrite.ALWAYS)));
  }

  @Test
  @DisplayName("A link put in an existing file's place after the look at it is not followed")
  void swappedForALink() throws IOException {
    Scratch.write(target.resolve("d/f"), "from the snapshOt");
    HoldfastException failed = restoreOverSwapped(Files::createSymbolicLink);
    assertThat(failed.code()).isEqualTo(ErrorCode.RESTORE_INCOMPLETE);
    assertThat(outside.resolve("victim")).hasContent("mine");
  }

  @Test
  @DisplayName("Another file put in an existing one's place after the look at it is not written to")
  void swappedForAnother() throws IOException {
    Scratch.write(target.resolve("d/f"), "from the snapshOt");
    HoldfastException failed = restoreOverSwapped(Files::createLink);
    assertThat(failed).hasMessageContaining("d/f");
    assertThat(outside.resolve("victim")).hasContent("mine");
  }

  @Test
  @DisplayName("Deleting removes a link to a directory, and nothing of what it leads to")
  void deletingLinks() throws IOException {
    Files.createSymbolicLink(target.resolve("extra"), outside);
    Files.createDirectories(target.resolve("more/below"));
    Files.createSymbolicLink(target.resolve("more/below/link"), outside);
    RestoreChanges changes = restore(capture(), DELETING).changes();
    assertThat(changes.deleted()).isEqualTo(4);
    assertThat(Flat.of(target).keySet()).containsExactlyInAnyOrder("d", "d/f");
    assertThat(outside.resolve("victim")).hasContent("mine");
  }

  @Test
  @DisplayName("A directory swapped for a link while it is being deleted is not gone through")
  void deletingWhileSwapped() throws IOException {
    Scratch.write(target.resolve("extra/x"), "x");
    FaultyFiles swapping =
        new FaultyFiles(
            (call, name, real) -> {
              if (call.equals("directory") && name.equals("extra")) {
                Files.move(target.resolve("extra"), scratch.resolve("elsewhere"));
                Files.createSymbolicLink(target.resolve("extra"), outside);
              }
              return real.run();
            });
    HoldfastException failed =
        catchThrowableOfType(HoldfastException.class, () -> restore(swapping, capture(), DELETING));
    assertThat(failed.code()).isEqualTo(ErrorCode.RESTORE_INCOMPLETE);
    assertThat(outside.resolve("victim")).hasContent("mine");
  }

  @Test
  @DisplayName("Only the blobs that differ are written, and only they are fetched")
  void onlyWhatDiffers() throws IOException {
    byte[] large = new byte[4 << 20];
    new Random(7).nextBytes(large);
    Files.write(source.resolve("large"), large);
    BlobId tree = capture();
    large[(2 << 20) + 5]++;
    Files.write(target.resolve("large"), large);
    long inode = (long) Files.getAttribute(target.resolve("large"), "unix:ino");
    Node node = vault.at(tree, "large");
    // What is there need not be fetched: without it the restore works just the same.
    for (int i : new int[] {0, 1, 3}) {
      vault.lengths.put(node.content().get(i), 1L << 20);
      vault.blobs.remove(node.content().get(i));
    }
    RestoreChanges changes = restore(tree, RestoreOptions.over(Overwrite.ALWAYS)).changes();
    assertThat(changes.bytesWritten()).isEqualTo((1 << 20) + "from the snapshot".length());
    assertThat(Files.getAttribute(target.resolve("large"), "unix:ino")).isEqualTo(inode);
    assertThat(target.resolve("large")).hasSameBinaryContentAs(source.resolve("large"));
    assertThat(told).contains("CHANGE large " + (1 << 20));
  }

  @Test
  @DisplayName("A blob that is damaged before anything was written leaves the old file as it was")
  void damageBeforeTheFirstByte() throws IOException {
    BlobId tree = capture();
    Scratch.write(target.resolve("d/f"), "old");
    vault.lengths.put(vault.at(tree, "d/f").content().getFirst(), 17L);
    vault.blobs.remove(vault.at(tree, "d/f").content().getFirst());
    HoldfastException failed = fails(tree, DELETING);
    assertThat(failed.code()).isEqualTo(ErrorCode.BLOB_MISSING);
    assertThat(target.resolve("d/f")).hasContent("old");
  }

  @Test
  @DisplayName("If anything failed, nothing is deleted")
  void nothingDeletedAfterFailure() throws IOException {
    BlobId tree = capture();
    Scratch.write(target.resolve("extra"), "still here");
    vault.blobs.remove(vault.at(tree, "d/f").content().getFirst());
    assertThat(fails(tree, DELETING).code()).isEqualTo(ErrorCode.BLOB_MISSING);
    assertThat(target.resolve("extra")).hasContent("still here");
  }

  @Test
  @DisplayName("A directory with content gives way to a file only when deleting")
  void directoryInTheWay() throws IOException {
    BlobId tree = capture();
    Scratch.write(target.resolve("d/f/inside"), "old");
    HoldfastException failed = fails(tree, RestoreOptions.over(Overwrite.ALWAYS));
    assertThat(failed).hasMessageContaining("d/f (a directory that is not empty");
    assertThat(target.resolve("d/f/inside")).hasContent("old");
    restore(tree, DELETING);
    assertThat(target.resolve("d/f")).hasContent("from the snapshot");
  }

  @Test
  @DisplayName("Emptying / without a selection is refused with HF-201 before anything is read")
  void theWholeMachine() throws IOException {
    Path root = Files.createSymbolicLink(scratch.resolve("root"), Path.of("/"));
    RestoreOptions harmless =
        new RestoreOptions(Overwrite.NEVER, Selection.EVERYTHING, true, true, false);
    HoldfastException refused =
        catchThrowableOfType(
            HoldfastException.class,
            () ->
                new TreeRestore(vault, Clock.SYSTEM, 1)
                    .restore(capture(), root, harmless, RestoreListener.NONE, Progress.NONE));
    assertThat(refused.code()).isEqualTo(ErrorCode.USAGE);
  }

  @Test
  @DisplayName("Includes and excludes choose what is made, what is changed and what is deleted")
  void selection() throws IOException {
    for (String name : List.of("a/keep.csv", "a/keep.log", "b/c/deep.csv", "b/x.log", "top.csv")) {
      Scratch.write(source.resolve(name), "new " + name);
    }
    for (String name : List.of("a/old.csv", "a/old.log", "gone/x.csv", "gone/x.log")) {
      Scratch.write(target.resolve(name), "old");
    }
    Instant before = Instant.parse("2020-01-01T00:00:00Z");
    Files.setLastModifiedTime(target.resolve("a/old.log"), FileTime.from(before));
    RestoreOptions options =
        new RestoreOptions(
            Overwrite.ALWAYS,
            Selection.of(List.of("*.csv"), List.of("top*", "deep*")),
            true,
            false,
            false);
    restore(capture(), options);
    assertThat(Flat.of(target).keySet())
        .containsExactlyInAnyOrder("a", "a/keep.csv", "a/old.log", "gone", "gone/x.log");
    assertThat(told).contains("DELETE a/old.csv 3", "DELETE gone/x.csv 3");
  }

  @Test
  @DisplayName("What was excluded last may be taken back in, and excluded directories are not read")
  void takingBackIn() throws IOException {
    for (String name : List.of("d/one", "d/two", "e/x")) {
      Scratch.write(source.resolve(name), name);
    }
    BlobId tree = capture();
    vault.trees.remove(vault.at(tree, "e").subtree());
    Selection selection = Selection.of(List.of(), List.of("d/*", "!d/two", "/e"));
    restore(tree, new RestoreOptions(null, selection, false, false, false));
    assertThat(Flat.of(target).keySet()).containsExactlyInAnyOrder("d", "d/two");
  }

  @Test
  @DisplayName("A dry run into a directory that does not exist makes nothing and tells everything")
  void dryRunIntoNothing() throws IOException {
    Files.delete(target);
    RestoreReport report =
        restore(capture(), new RestoreOptions(null, Selection.EVERYTHING, false, true, false));
    assertThat(target).doesNotExist();
    assertThat(told).containsExactlyInAnyOrder("CREATE d 0", "CREATE d/f 17");
    assertThat(report.changes().bytesWritten()).isEqualTo(17);
  }

  @Test
  @DisplayName("Zeros over old data are written; beyond the old end they stay holes")
  void zerosOverData() throws IOException {
    byte[] zeros = new byte[3 << 20];
    zeros[zeros.length - 1] = 1;
    Files.write(source.resolve("sparse"), zeros);
    byte[] old = new byte[1 << 19];
    new Random(3).nextBytes(old);
    Files.write(target.resolve("sparse"), old);
    RestoreReport report = restore(capture(), RestoreOptions.over(Overwrite.ALWAYS));
    assertThat(target.resolve("sparse")).hasSameBinaryContentAs(source.resolve("sparse"));
    assertThat(report.holeBytes()).isEqualTo((3 << 20) - (1 << 19) - 4096);
  }

  @Test
  @DisplayName("What is read back differently is not called restored")
  void verifyFinds() throws IOException {
    FaultyFiles lying =
        new FaultyFiles(
            (call, name, real) -> {
              if (call.equals("write") && name.equals("f")) {
                return null;
              }
              return real.run();
            });
    BlobId tree = capture();
    HoldfastException failed =
        catchThrowableOfType(
            HoldfastException.class,
            () ->
                restore(
                    lying,
                    tree,
                    new RestoreOptions(null, Selection.EVERYTHING, false, false, true)));
    assertThat(failed).hasMessageContaining("d/f (what was written from byte 0 on reads back");
    assertThat(target.resolve("d/f")).doesNotExist();
  }
}
