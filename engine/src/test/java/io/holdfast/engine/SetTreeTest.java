package io.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.FileName;
import io.holdfast.stores.Entries;
import io.holdfast.stores.StoreProvider.Role;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.Tree;
import io.holdfast.vault.tree.TreeWalk;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SetTreeTest {
  @Test
  @DisplayName("Every kind of store has its place in the tree, and one kind may be there twice")
  void places() {
    try (Vault vault = new BackupBed(Path.of("unused")).open();
        VaultWriter writer = vault.writer()) {
      Entries entries = new Entries(CraftedSets.ZERO);
      Map<String, Node> members = new LinkedHashMap<>();
      for (String path :
          List.of(
              SetTree.pathOf(Role.DISK, "tree"),
              SetTree.pathOf(Role.SYSTEM_DATABASE, "db"),
              SetTree.pathOf(Role.IN_MEMORY, "cache"),
              SetTree.pathOf(Role.IN_MEMORY, "sessions"))) {
        members.put(
            path, entries.directory(FileName.of("member"), writer.save(new Tree(List.of()))));
      }
      BlobId tree = SetTree.save(CraftedSets.sound(), members, writer);
      writer.flush();

      assertThat(members.keySet())
          .containsExactly("disk/tree", "system-database", "redis/cache", "redis/sessions");
      assertThat(members.keySet())
          .allSatisfy(path -> assertThat(TreeWalk.find(vault, tree, path)).isPresent());
      assertThat(TreeWalk.find(vault, tree, "recovery-set.json")).isPresent();
    }
  }
}
