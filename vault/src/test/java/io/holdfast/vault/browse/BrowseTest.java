package io.holdfast.vault.browse;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.FileName;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.browse.TreeDiff.Kind;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.snapshot.SnapshotDraft;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import io.holdfast.vault.tree.PathPattern;
import io.holdfast.vault.tree.Tree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Looking into snapshots: what differs, and which versions there are. */
class BrowseTest {
  private final Vault vault = TestVault.init(new MemoryObjectStore());
  private final VaultWriter writer = vault.writer();
  private final Counting counting = new Counting(vault);

  @AfterEach
  void close() {
    writer.close();
    vault.close();
  }

  /** Counts the directories that are read. */
  private static final class Counting implements BlobSource {
    private final BlobSource source;
    final List<BlobId> read = new ArrayList<>();

    Counting(BlobSource source) {
      this.source = source;
    }

    @Override
    public byte[] data(BlobId id) {
      throw new AssertionError("no content is read");
    }

    @Override
    public Tree tree(BlobId id) {
      read.add(id);
      return source.tree(id);
    }

    @Override
    public long dataLength(BlobId id) {
      return source.dataLength(id);
    }
  }

  private Node file(String name, String text) {
    return TestVault.file(name, TestVault.save(writer, TestVault.utf8(text)));
  }

  private Node directory(String name, Node... nodes) {
    return TestVault.directory(name, tree(nodes));
  }

  private BlobId tree(Node... nodes) {
    BlobId id = writer.save(new Tree(Arrays.asList(nodes)));
    writer.flush();
    return id;
  }

  private Map<String, Kind> diff(BlobId before, BlobId after) {
    Map<String, Kind> found = new TreeMap<>();
    new TreeDiff(
            counting,
            (path, kind, was, is) -> {
              assertThat(was == null).isEqualTo(kind == Kind.ADDED);
              assertThat(is == null).isEqualTo(kind == Kind.REMOVED);
              assertThat(found.put(SnapshotPath.display(path), kind)).isNull();
              return true;
            })
        .compare(before, after);
    return found;
  }

  @Test
  @DisplayName("Each kind of difference is told, and equal directories are not read")
  void differences() {
    Node same = directory("same", file("x", "x"), directory("deeper", file("y", "y")));
    BlobId before =
        tree(
            same,
            file("content", "old"),
            file("gone", "gone"),
            directory("dir", file("inside", "1"), file("stays", "s")),
            TestVault.node(FileName.of("pipe"), NodeType.FIFO, 0600),
            file("becomes", "a directory"));
    BlobId after =
        tree(
            same,
            file("content", "new!"),
            file("fresh", "fresh"),
            directory("dir", file("inside", "2"), file("stays", "s")),
            TestVault.node(FileName.of("pipe"), NodeType.FIFO, 0644),
            directory("becomes", file("below", "b")));
    assertThat(diff(before, after))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "content", Kind.CONTENT,
                "gone", Kind.REMOVED,
                "fresh", Kind.ADDED,
                "dir/inside", Kind.CONTENT,
                "pipe", Kind.METADATA,
                "becomes", Kind.TYPE,
                "becomes/below", Kind.ADDED));
    assertThat(counting.read).doesNotContain(java.util.Objects.requireNonNull(same.subtree()));
    assertThat(counting.read).hasSize(5);
    counting.read.clear();
    assertThat(diff(after, after)).isEmpty();
    assertThat(counting.read).isEmpty();
  }

  @Test
  @DisplayName("The differences of random trees are those of their lists of paths")
  void againstPlainComparison() {
    long seed = TestVault.seed();
    Random random = new Random(seed);
    for (int round = 0; round < 30; round++) {
      BlobId before = randomTree(random, 0);
      BlobId after = randomTree(random, 0);
      Map<String, String> was = new TreeMap<>();
      Map<String, String> is = new TreeMap<>();
      list(before, "", was);
      list(after, "", is);
      Set<String> expected = new TreeSet<>(was.keySet());
      expected.addAll(is.keySet());
      expected.removeIf(path -> java.util.Objects.equals(was.get(path), is.get(path)));
      assertThat(diff(before, after).keySet()).as("holdfast.seed=%d", seed).isEqualTo(expected);
    }
  }

  private BlobId randomTree(Random random, int depth) {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String name = "n" + i;
      switch (random.nextInt(depth < 3 ? 5 : 3)) {
        case 0 -> {}
        case 1, 2 -> nodes.add(file(name, "" + random.nextInt(2)));
        default -> nodes.add(TestVault.directory(name, randomTree(random, depth + 1)));
      }
    }
    return tree(nodes.toArray(Node[]::new));
  }

  private void list(BlobId tree, String prefix, Map<String, String> paths) {
    for (Node node : vault.tree(tree).nodes()) {
      String path = prefix + node.name().display();
      paths.put(path, node.type() + " " + node.content());
      BlobId below = node.subtree();
      if (below != null) {
        list(below, path + "/", paths);
      }
    }
  }

  private Snapshot snapshot(int hour, BlobId tree) {
    SnapshotDraft draft = TestVault.draft(tree);
    return writer.commit(
        new SnapshotDraft(
            draft.time().plus(Duration.ofHours(hour)),
            null,
            tree,
            draft.paths(),
            draft.hostname(),
            draft.username(),
            0,
            0,
            List.of(),
            null,
            "test"));
  }

  @Test
  @DisplayName("Versions come newest first, equal ones once, and shared directories are read once")
  void versions() {
    Node shared = directory("shared", file("f", "same in all"));
    Snapshot one = snapshot(1, tree(shared, directory("d", file("f", "first"))));
    Snapshot two = snapshot(2, tree(shared, directory("d", file("f", "second"))));
    Snapshot three = snapshot(3, tree(shared, directory("d", file("f", "first"))));
    Snapshot four = snapshot(4, tree(shared));
    Map<String, List<List<Snapshot>>> found = new TreeMap<>();
    new VersionSearch(
            counting,
            List.of(new PathPattern("f")),
            (path, versions) ->
                found.put(
                        SnapshotPath.display(path),
                        versions.stream().map(VersionSearch.Version::snapshots).toList())
                    == null)
        .run(List.of(four, three, two, one));
    assertThat(found)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "shared/f", List.of(List.of(four, three, two, one)),
                "d/f", List.of(List.of(three, one), List.of(two))));
    assertThat(counting.read).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("Directories that no pattern leads to are not read")
  void onlyWhereItMayBe() {
    Node elsewhere = directory("elsewhere", file("f", "x"));
    Snapshot one = snapshot(1, tree(elsewhere, directory("d", file("f", "first"))));
    List<String> found = new ArrayList<>();
    new VersionSearch(
            counting,
            List.of(new PathPattern("/d/*")),
            (path, versions) -> found.add(SnapshotPath.display(path)))
        .run(List.of(one));
    assertThat(found).containsExactly("d/f");
    assertThat(counting.read).hasSize(2);
  }
}
