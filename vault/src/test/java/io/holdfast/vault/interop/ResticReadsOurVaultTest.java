package io.holdfast.vault.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.vault.Content;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.LocalObjectStore;
import io.holdfast.vault.tree.Tree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("I6: restic checks, lists and restores what Holdfast wrote")
class ResticReadsOurVaultTest {
  @TempDir Path directory;

  @Test
  void checkAndRestore() throws Exception {
    Path repository = directory.resolve("vault");
    byte[] text = TestVault.text(1, 3_000_000);
    byte[] random = TestVault.randomBytes(2, 20_000_000);
    Snapshot snapshot;
    try (Vault vault = TestVault.init(new LocalObjectStore(repository));
        VaultWriter writer = vault.writer()) {
      Content textContent = TestVault.save(writer, text);
      Content randomContent = TestVault.save(writer, random);
      List<io.holdfast.vault.tree.Node> small = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        small.add(
            TestVault.file("small-" + i, TestVault.save(writer, TestVault.utf8("content " + i))));
      }
      Tree tree =
          new Tree(
              List.of(
                  TestVault.file("text.csv", textContent),
                  TestVault.file("random.bin", randomContent),
                  TestVault.file("empty", Content.EMPTY),
                  TestVault.directory("small", writer.save(new Tree(small))),
                  TestVault.directory("empty-dir", writer.save(new Tree(List.of())))));
      snapshot = writer.commit(TestVault.draft(writer.save(tree)));
    }
    Restic restic = new Restic(repository);
    restic.run("check", "--read-data");
    assertThat(restic.run("ls", snapshot.id().hex())).contains("/text.csv", "/small/small-499");
    Path target = directory.resolve("restored");
    restic.run("restore", "latest", "--target", target.toString());
    assertThat(Files.readAllBytes(target.resolve("text.csv"))).isEqualTo(text);
    assertThat(Files.readAllBytes(target.resolve("random.bin"))).isEqualTo(random);
    assertThat(target.resolve("empty")).isEmptyFile();
    assertThat(target.resolve("empty-dir")).isEmptyDirectory();
    assertThat(target.resolve("small/small-7")).hasContent("content 7");
  }
}
