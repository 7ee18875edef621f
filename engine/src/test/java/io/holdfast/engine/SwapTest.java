package io.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Disk;
import io.holdfast.platform.faults.FaultyFiles;
import io.holdfast.platform.posix.Directory.Rename;
import io.holdfast.platform.posix.Errno;
import io.holdfast.platform.posix.PosixException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * I5: the restored data takes the place of the live data whole, or not at all; the old data stays.
 */
class SwapTest {
  /** How names change places: in one step, or in two where the file system knows no such step. */
  enum Mount {
    LOCAL,
    NETWORK
  }

  /** Nothing reaches the disk after it. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  @TempDir Path directory;

  private static Swap swap(Mount mount) {
    return swap(mount, Integer.MAX_VALUE);
  }

  /** A process that is killed at a call that would change the disk, counted from 1. */
  private static Swap swap(Mount mount, int killedAt) {
    AtomicInteger calls = new AtomicInteger();
    return new Swap(
        new FaultyFiles(
            (call, name, real) -> {
              boolean changes = call.equals("rename") || call.equals("sync");
              if (changes && calls.incrementAndGet() >= killedAt) {
                throw new Killed();
              }
              if (mount == Mount.NETWORK && real.argument(3) == Rename.EXCHANGE) {
                throw new PosixException(Errno.EINVAL, call, name);
              }
              return real.run();
            }));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("I5: killed at any step, both states are whole, and the next restore completes it")
  void killed(Mount mount) throws IOException {
    int step = 1;
    while (true) {
      Path live = live("live-" + step, "old");
      restored(live, "new");
      boolean finished = isFinished(swap(mount, step), live);
      assertThat(namesOf(live).map(SwapTest::content))
          .as("step %d", step)
          .containsExactlyInAnyOrder("old", "new");
      if (Files.exists(Swap.newBeside(live))) {
        assertThat(content(Swap.newBeside(live))).as("what the next one clears").isEqualTo("new");
        Disk.deleteTree(Swap.newBeside(live));
      }
      restored(live, "again");
      swap(mount).exchange(List.of(live), "s");
      assertThat(content(live)).isEqualTo("again");
      assertThat(namesOf(live).map(SwapTest::content)).as("step %d", step).contains("old");
      if (finished) {
        break;
      }
      step++;
    }
    assertThat(step).as("steps").isGreaterThan(4);
  }

  /** The live name and the others that were made from it. */
  private Stream<Path> namesOf(Path live) throws IOException {
    String name = live.getFileName().toString();
    try (Stream<Path> all = Files.list(directory)) {
      return all
          .filter(one -> one.equals(live) || one.getFileName().toString().startsWith(name + "."))
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("I5: a rename whose flush fails has happened: nothing is undone, and it is told")
  void flushFails(Mount mount) throws IOException {
    int flushes = 0;
    boolean reached = true;
    for (int step = 1; reached; step++) {
      Path live = live("flush-" + step, "old");
      restored(live, "new");
      Swap swap = new Swap(failingFlush(mount, step));
      swap.exchange(List.of(live), "s");
      reached = swap.doubt().isPresent();
      flushes += reached ? 1 : 0;
      assertThat(content(live)).isEqualTo("new");
      assertThat(namesOf(live).map(SwapTest::content)).containsExactlyInAnyOrder("old", "new");
      assertThat(Swap.newBeside(live)).doesNotExist();
    }
    assertThat(flushes).isGreaterThan(1);
  }

  private static FaultyFiles failingFlush(Mount mount, int step) {
    AtomicInteger flushes = new AtomicInteger();
    return new FaultyFiles(
        (call, name, real) -> {
          if (call.equals("sync") && flushes.incrementAndGet() == step) {
            throw new PosixException(Errno.EIO, call, name);
          }
          if (mount == Mount.NETWORK && real.argument(3) == Rename.EXCHANGE) {
            throw new PosixException(Errno.EINVAL, call, name);
          }
          return real.run();
        });
  }

  private static boolean isFinished(Swap swap, Path live) {
    try {
      swap.exchange(List.of(live), "s");
      return true;
    } catch (Killed killed) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("I5: live and restored directories change places; the old ones are kept by name")
  void exchange(Mount mount) throws IOException {
    Path a = live("a", "old a");
    Path b = live("b", "old b");
    restored(a, "new a");
    restored(b, "new b");

    List<Swap.Kept> kept = swap(mount).exchange(List.of(a, b), "4f2a91c0");

    assertThat(content(a)).isEqualTo("new a");
    assertThat(content(b)).isEqualTo("new b");
    assertThat(kept)
        .containsExactly(
            new Swap.Kept(a, directory.resolve("a.before-4f2a91c0")),
            new Swap.Kept(b, directory.resolve("b.before-4f2a91c0")));
    assertThat(content(kept.get(0).old())).isEqualTo("old a");
    assertThat(content(kept.get(1).old())).isEqualTo("old b");
    assertThat(Swap.newBeside(a)).doesNotExist();
  }

  @Test
  @DisplayName("I5: where nothing lives yet, the restored directory simply gets the name")
  void nothingLive() throws IOException {
    Path a = directory.resolve("a");
    restored(a, "new a");

    assertThat(swap(Mount.LOCAL).exchange(List.of(a), "s")).isEmpty();
    assertThat(content(a)).isEqualTo("new a");
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName(
      "I5: when a later exchange fails, the earlier ones are undone, and both sides are whole")
  void rolledBack(Mount mount) throws IOException {
    Path a = live("a", "old a");
    Path absent = directory.resolve("absent");
    Path c = live("c", "old c");
    restored(a, "new a");
    restored(absent, "new absent");

    assertThatThrownBy(() -> swap(mount).exchange(List.of(a, absent, c), "s"))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SWAP_FAILED);
              assertThat(e.getMessage()).contains("was put back");
            });
    assertThat(content(a)).isEqualTo("old a");
    assertThat(content(Swap.newBeside(a))).isEqualTo("new a");
    assertThat(absent).doesNotExist();
    assertThat(content(Swap.newBeside(absent))).isEqualTo("new absent");
    assertThat(content(c)).isEqualTo("old c");
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName(
      "I5: restoring the same set again keeps what each restore replaced, under its own name")
  void sameSetTwice(Mount mount) throws IOException {
    Path a = live("a", "one");
    restored(a, "two");
    Path first = swap(mount).exchange(List.of(a), "s").getFirst().old();
    restored(a, "three");
    Path second = swap(mount).exchange(List.of(a), "s").getFirst().old();

    assertThat(content(a)).isEqualTo("three");
    assertThat(content(first)).isEqualTo("one");
    assertThat(content(second)).isEqualTo("two");
    assertThat(second)
        .as("the next restore removes what is at this name")
        .isNotEqualTo(Swap.newBeside(a));
    try (Stream<Path> names = Files.list(directory)) {
      assertThat(names).allMatch(name -> !name.toString().endsWith(".holdfast-new"));
    }
  }

  @Test
  @DisplayName("A replacement's name leads back to the live directory")
  void names() {
    Path live = directory.resolve("persistent");
    assertThat(Swap.liveOf(Swap.newBeside(live))).isEqualTo(live);
    assertThat(Swap.newBeside(live).getParent()).as("one file system").isEqualTo(live.getParent());
  }

  private Path live(String name, String content) throws IOException {
    Path live = Files.createDirectory(directory.resolve(name));
    Files.writeString(live.resolve("f"), content);
    return live;
  }

  private static void restored(Path live, String content) throws IOException {
    Path beside = Files.createDirectory(Swap.newBeside(live));
    Files.writeString(beside.resolve("f"), content);
  }

  private static String content(Path directory) {
    try {
      return Files.readString(directory.resolve("f"));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
