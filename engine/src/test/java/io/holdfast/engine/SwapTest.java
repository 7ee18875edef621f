package io.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * I5: the restored data takes the place of the live data whole, or not at all; the old data stays.
 */
class SwapTest {
  @TempDir Path directory;

  @Test
  @DisplayName("I5: live and restored directories change places; the old ones are kept by name")
  void exchange() throws IOException {
    Path a = live("a", "old a");
    Path b = live("b", "old b");
    restored(a, "new a");
    restored(b, "new b");

    List<Swap.Kept> kept = Swap.exchange(List.of(a, b), "4f2a91c0");

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

    assertThat(Swap.exchange(List.of(a), "s")).isEmpty();
    assertThat(content(a)).isEqualTo("new a");
  }

  @Test
  @DisplayName(
      "I5: when a later exchange fails, the earlier ones are undone, and both sides are whole")
  void rolledBack() throws IOException {
    Path a = live("a", "old a");
    Path absent = directory.resolve("absent");
    Path c = live("c", "old c");
    restored(a, "new a");
    restored(absent, "new absent");

    assertThatThrownBy(() -> Swap.exchange(List.of(a, absent, c), "s"))
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

  @Test
  @DisplayName(
      "I5: restoring the same set again keeps what each restore replaced, under its own name")
  void sameSetTwice() throws IOException {
    Path a = live("a", "one");
    restored(a, "two");
    Path first = Swap.exchange(List.of(a), "s").getFirst().old();
    restored(a, "three");
    Path second = Swap.exchange(List.of(a), "s").getFirst().old();

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

  private static String content(Path directory) throws IOException {
    return Files.readString(directory.resolve("f"));
  }
}
