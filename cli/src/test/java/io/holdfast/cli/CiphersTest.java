package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One vault, two programs: one with libcrypto, one with the JDK's ciphers. */
class CiphersTest {
  @TempDir Path directory;

  @Test
  @DisplayName(
      "I6: what is written without libcrypto is read with it, the other way round, and shared")
  void oneFormat() throws Exception {
    Path password = Files.writeString(directory.resolve("password"), "correct horse\n");
    Path tree = Files.createDirectory(directory.resolve("tree"));
    Files.writeString(tree.resolve("first"), "written first".repeat(100_000));
    HoldfastProcess with = new HoldfastProcess(password, directory.resolve("state"));
    HoldfastProcess without = with.withJavaCiphers();
    String vault = directory.resolve("vault").toString();
    String[] snapshot = {"vault", "snapshot", tree.toString(), "--force", "--vault", vault};
    String[] check = {"vault", "check", "--read-data", "--vault", vault};

    without.run(0, "vault", "init", "--vault", vault);
    without.run(0, snapshot);
    with.run(0, check);
    assertThat(with.summary(0, snapshot).required("newBytes").asLong())
        .as("cut and named alike, so nothing but the snapshot is new")
        .isZero();
    Files.writeString(tree.resolve("second"), "written second".repeat(100_000));
    with.run(0, snapshot);
    without.run(0, check);
    Path restored = directory.resolve("restored");
    without.run(0, "vault", "restore", "latest", "--target", restored.toString(), "--vault", vault);
    assertThat(restored.resolve("second")).hasSameTextualContentAs(tree.resolve("second"));
  }
}
