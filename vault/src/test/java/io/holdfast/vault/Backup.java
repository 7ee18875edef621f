package io.holdfast.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.FileName;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.Tree;
import io.holdfast.vault.tree.TreeWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A small backup and restore for tests: files by name, some in a directory, flushed in the middle.
 */
public final class Backup {
  private Backup() {}

  /** Several files, some of them common to all sets, some peculiar to this one. */
  public static Map<String, byte[]> files(int set) {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("common", TestVault.text(1, 700_000));
    files.put("empty", new byte[0]);
    for (int i = 0; i < 10; i++) {
      files.put("file-" + i, TestVault.text(100 * set + i, 2_000 * (i + 1)));
    }
    files.put("incompressible", TestVault.randomBytes(set, 100_000));
    return files;
  }

  public static Snapshot write(VaultWriter writer, Map<String, byte[]> files) {
    List<Node> nodes = new ArrayList<>();
    files.forEach((name, bytes) -> nodes.add(TestVault.file(name, TestVault.save(writer, bytes))));
    Tree inner = new Tree(nodes.subList(0, nodes.size() / 2));
    BlobId innerId = writer.save(inner);
    writer.flush();
    List<Node> outer = new ArrayList<>(nodes.subList(nodes.size() / 2, nodes.size()));
    outer.add(TestVault.directory("inner", innerId));
    return writer.commit(TestVault.draft(writer.save(new Tree(outer))));
  }

  public static Map<String, byte[]> read(BlobSource source, Snapshot snapshot) {
    Map<String, byte[]> files = new TreeMap<>();
    TreeWalk.visit(
        source,
        snapshot.tree(),
        (path, node) -> {
          if (node.subtree() == null) {
            files.put(path.getLast().display(), TestVault.read(source, node.content()));
          }
          return true;
        });
    return files;
  }

  /**
   * @param kept earlier snapshots, with the hashes of their files
   */
  public static void proveKept(Vault vault, Map<BlobId, Map<String, BlobId>> kept, String when) {
    kept.forEach(
        (id, files) ->
            assertThat(hashes(read(vault, vault.find(id.hex(), any -> true))))
                .as("an earlier snapshot after %s", when)
                .isEqualTo(files));
  }

  /** Comparable, and short when it differs. */
  public static Map<String, BlobId> hashes(Map<String, byte[]> files) {
    return files.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, e -> Hash.sha256(e.getValue()), (a, b) -> a, TreeMap::new));
  }

  static String join(List<FileName> path) {
    return path.stream().map(FileName::display).collect(Collectors.joining("/"));
  }
}
