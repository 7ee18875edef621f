package io.holdfast.stores.files.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.SnapshotChoice;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.installation.Suspension;
import io.holdfast.model.installation.VaultLocation;
import io.holdfast.model.progress.Progress;
import io.holdfast.model.set.Doubt;
import io.holdfast.platform.Clock;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.QuickVault;
import io.holdfast.stores.Store;
import io.holdfast.stores.StoreContext;
import io.holdfast.stores.files.FilesProvider;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.TreeWalk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A tree on btrfs through the steps of a store: the window pays for a snapshot and nothing else.
 */
class SnapshotStoreTest {
  @TempDir Path directory;

  @Test
  @DisplayName("I2: what is captured is the tree as it was when the snapshot was taken")
  void throughTheSteps() throws Exception {
    on(
        (root, store, kept) -> {
          store.prepare(Progress.NONE);
          Files.writeString(root.resolve("file"), "at the fence");
          store.mark();
          store.fix(Rule.Sweep.FULL, Progress.NONE);
          Files.writeString(root.resolve("file"), "after");
          Files.writeString(root.resolve("later"), "after");
          assertThat(store.prove(Progress.NONE).count()).isZero();
          CapturedMember member = store.complete(Progress.NONE);

          assertThat(kept.content(member, "file")).isEqualTo("at the fence");
          assertThat(kept.find(member, "later")).isNull();
          assertThat(kept.find(member, ".holdfast-fence")).isNull();
          assertThat(member.evidence().path("sweep").asString("")).isEqualTo("snapshot");
          assertThat(member.evidence().path("snapshot").asString("")).isEqualTo("btrfs");
          assertThat(member.doubts()).isEmpty();
          assertThat(member.files()).isEqualTo(1);
        });
  }

  @Test
  @DisplayName("I3: what was written through the suspension, before the snapshot, is named")
  void writtenInTheWindow() throws Exception {
    on(
        (root, store, kept) -> {
          store.prepare(Progress.NONE);
          store.mark();
          Files.writeString(root.resolve("file"), "through the suspension");
          store.fix(Rule.Sweep.FULL, Progress.NONE);
          CapturedMember member = store.complete(Progress.NONE);

          assertThat(member.doubts())
              .extracting(Doubt::reason)
              .containsExactly(
                  "store 'disk': 1 entries were written while processing was suspended: file");
        });
  }

  @Test
  @DisplayName("Of two windows the second one's snapshot is captured, and none is left")
  void secondWindow() throws Exception {
    on(
        (root, store, kept) -> {
          store.prepare(Progress.NONE);
          store.mark();
          store.fix(Rule.Sweep.FULL, Progress.NONE);
          Files.writeString(root.resolve("file"), "second");
          Clock.SYSTEM.sleep(Duration.ofMillis(20));
          store.mark();
          store.fix(Rule.Sweep.FULL, Progress.NONE);
          CapturedMember member = store.complete(Progress.NONE);
          assertThat(kept.content(member, "file")).isEqualTo("second");
        });
  }

  /** What is done with an opened store and the vault that it writes to. */
  private interface Use {
    void with(Path root, Store store, Kept kept) throws Exception;
  }

  private void on(Use use) throws Exception {
    LoopDisk.with(
        "btrfs",
        directory,
        "",
        disk -> {
          Path root = Files.createDirectory(disk.subvolume("mz").resolve("data"));
          Files.writeString(root.resolve("file"), "first");
          try (Vault vault = vault();
              VaultWriter sink = vault.writer()) {
            StoreSpec.Files spec =
                new StoreSpec.Files("disk", root, List.of(), SnapshotChoice.AUTO);
            try (Store store = new FilesProvider().open(spec, context(spec, vault, sink))) {
              use.with(root, store, new Kept(vault, sink));
            }
          }
          assertThat(root.resolve(".holdfast-fence")).doesNotExist();
          assertThat(Objects.requireNonNull(root.getParent()).resolve(".holdfast-snapshots"))
              .doesNotExist();
        });
  }

  private StoreContext context(StoreSpec.Files spec, Vault vault, VaultWriter sink)
      throws Exception {
    return new StoreContext(
        new Installation(
            "billing",
            new VaultLocation(directory.resolve("vault").toString(), null),
            null,
            new Suspension(new Suspension.None(), Duration.ofMinutes(1), Duration.ofMinutes(1)),
            List.of(spec),
            List.of(),
            List.of()),
        sink,
        vault,
        Clock.SYSTEM,
        Files.createDirectory(directory.resolve("work")),
        directory.resolve("cache"),
        List.of(),
        null,
        Rule.Sweep.FULL,
        2);
  }

  private Vault vault() {
    return QuickVault.in(directory.resolve("vault"));
  }

  /** What the store gave away. */
  private record Kept(Vault vault, VaultWriter sink) {
    @Nullable Node find(CapturedMember member, String name) {
      sink.flush();
      return TreeWalk.find(vault, Objects.requireNonNull(member.root().subtree()), name)
          .orElse(null);
    }

    String content(CapturedMember member, String name) {
      StringBuilder content = new StringBuilder();
      for (BlobId blob : Objects.requireNonNull(find(member, name)).content()) {
        content.append(new String(vault.data(blob), StandardCharsets.UTF_8));
      }
      return content.toString();
    }
  }
}
