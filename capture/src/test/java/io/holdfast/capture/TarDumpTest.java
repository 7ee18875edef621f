package io.holdfast.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.capture.dump.DumpReport;
import io.holdfast.capture.dump.TarDump;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Attribute;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.FileType;
import io.holdfast.platform.posix.OpenFile;
import io.holdfast.platform.posix.Posix;
import io.holdfast.vault.BlobId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a dump holds is what GNU tar makes of it. */
class TarDumpTest {
  private static final Progress.Phase SILENT = Progress.NONE.begin("", Progress.Unit.BYTES, -1);

  private final Scratch scratch = new Scratch();
  private final MemoryVault vault = new MemoryVault();
  private final List<String> leftOut = new ArrayList<>();

  @AfterEach
  void remove() throws IOException {
    scratch.close();
  }

  private BlobId capture(Path source) {
    try (TreeCapture capture =
        new TreeCapture(
            TreeSpec.everything(source, List.of()), vault, Clock.SYSTEM, Concurrency.fixed(2))) {
      return capture.captureAll(Progress.NONE).tree();
    }
  }

  private DumpReport dump(BlobId tree, Path archive) throws IOException {
    try (OutputStream out = Files.newOutputStream(archive)) {
      return new TarDump(vault, out, SILENT, leftOut::add).directory(tree);
    }
  }

  private record Tar(int exit, String said) {}

  private static Tar tar(List<String> words) throws Exception {
    List<String> command = new ArrayList<>(List.of("tar"));
    command.addAll(words);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Tar(process.waitFor(), said);
  }

  private Path unpack(Path archive, String name) throws Exception {
    Path target = scratch.directory(name);
    List<String> words =
        List.of(
            "--xattrs", "--xattrs-include=*", "-xpf", archive.toString(), "-C", target.toString());
    Tar tar = tar(words);
    assertThat(tar.exit()).as(tar.said()).isZero();
    return target;
  }

  @Test
  @DisplayName("Random trees come back the same: contents, times, permissions, links, attributes")
  void randomTrees() throws Exception {
    long seed = Long.getLong("holdfast.seed", System.nanoTime());
    Random random = new Random(seed);
    Path outside = scratch.directory("outside");
    Scratch.write(outside.resolve("victim"), "x");
    for (int i = 0; i < 4; i++) {
      Path source = scratch.directory("source" + i);
      new TreeMaker(random, true, outside).fill(source);
      Path archive = scratch.resolve("archive" + i);
      dump(capture(source), archive);
      assertThat(Flat.of(unpack(archive, "target" + i)))
          .as("holdfast.seed=%d", seed)
          .isEqualTo(Flat.of(source));
    }
  }

  @Test
  @DisplayName("Names and targets that no header holds, names that are no text, odd times")
  void nasty() throws Exception {
    Path source = scratch.directory("source");
    try (Directory root = Posix.FILES.open(source)) {
      FileName deep = FileName.of("d".repeat(200));
      root.makeDirectory(deep, 0755);
      try (Directory below = root.directory(deep)) {
        Scratch.write(below, FileName.of("ä".repeat(60)), Scratch.bytes("long"));
        byte[] raw = "no text ".repeat(20).getBytes(StandardCharsets.US_ASCII);
        raw[3] = (byte) 0xff;
        Scratch.write(below, FileName.ofBytes(raw), Scratch.bytes("raw and long"));
        below.makeSymlink(FileName.of("link"), FileName.of("t".repeat(300)));
        below.makeLink(FileName.of("again"), below, FileName.ofBytes(raw));
      }
      Scratch.write(root, FileName.ofBytes(new byte[] {'r', (byte) 0xfe}), Scratch.bytes("raw"));
      Scratch.write(root, FileName.of("back\\slash"), Scratch.bytes("b"));
      root.makeDirectory(FileName.of("empty"), 01777);
      FileName old = FileName.of("old");
      Scratch.write(root, old, Scratch.bytes("older than the epoch"));
      try (OpenFile file = root.openForWriting(old)) {
        file.setAttribute(new Attribute("user.binary", new byte[] {0, '\n', (byte) 0xff, '='}));
        Instant time = Instant.ofEpochSecond(-5, 250_000_000);
        file.setTimes(time, time);
      }
      root.makeNode(FileName.of("socket"), FileType.SOCKET, 0600, 0);
    }
    Path archive = scratch.resolve("archive");
    DumpReport report = dump(capture(source), archive);
    assertThat(leftOut).containsExactly("socket (socket)");
    assertThat(report.leftOut()).isEqualTo(1);
    Files.delete(source.resolve("socket"));
    assertThat(Flat.of(unpack(archive, "target"))).isEqualTo(Flat.of(source));
  }

  @Test
  @DisplayName("An archive that was broken off is not taken for whole, wherever that was")
  void brokenOff() throws Exception {
    Path source = scratch.directory("source");
    Scratch.write(source.resolve("a"), "a".repeat(5000));
    byte[] large = new byte[3 << 20];
    new Random(1).nextBytes(large);
    Files.write(source.resolve("b"), large);
    Scratch.write(source.resolve("c/d"), "d");
    BlobId tree = capture(source);
    BlobId directory = Objects.requireNonNull(vault.at(tree, "c").subtree());
    List<BlobId> content = vault.at(tree, "b").content();
    vault.trees.remove(directory);
    assertBroken(tree);
    for (BlobId missing : List.of(content.getLast(), content.getFirst())) {
      vault.lengths.put(missing, (long) vault.data(missing).length);
      vault.blobs.remove(missing);
      assertBroken(tree);
    }
  }

  private void assertBroken(BlobId tree) throws Exception {
    Path archive = scratch.resolve("broken");
    HoldfastException failed =
        catchThrowableOfType(HoldfastException.class, () -> dump(tree, archive));
    assertThat(failed.code()).isEqualTo(ErrorCode.BLOB_MISSING);
    String into = scratch.directory("from-broken").toString();
    Tar tar = tar(List.of("-xf", archive.toString(), "-C", into));
    assertThat(tar.exit()).as(tar.said()).isNotZero();
  }
}
