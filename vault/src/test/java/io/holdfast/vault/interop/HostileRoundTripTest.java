package io.holdfast.vault.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.FileName;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Content;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.LocalObjectStore;
import io.holdfast.vault.tree.ExtendedAttribute;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import io.holdfast.vault.tree.Tree;
import io.holdfast.vault.tree.TreeCodec;
import io.holdfast.vault.tree.TreeWalk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName(
    "I6: restic restores names, links, times and attributes exactly as Holdfast recorded them")
class HostileRoundTripTest {
  @TempDir Path directory;
  private BlobId root = new BlobId(0, 0, 0, 0);
  private BlobId inner = new BlobId(0, 0, 0, 0);

  private static Node with(
      Node node,
      long inode,
      long links,
      @Nullable FileName target,
      ExtendedAttribute... attributes) {
    return new Node(
        node.name(),
        node.type(),
        node.permissions(),
        Instant.parse("2001-02-03T04:05:06.789012345Z"),
        node.accessed(),
        node.changed(),
        uid(),
        gid(),
        "",
        "",
        inode,
        99,
        node.size(),
        links,
        target,
        List.of(attributes),
        0,
        node.content(),
        node.subtree());
  }

  private static long uid() {
    return id("unix:uid");
  }

  private static long gid() {
    return id("unix:gid");
  }

  private static long id(String attribute) {
    try {
      return ((Integer) java.nio.file.Files.getAttribute(Path.of("/proc/self"), attribute));
    } catch (java.io.IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static FileName name(int... bytes) {
    byte[] name = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      name[i] = (byte) bytes[i];
    }
    return FileName.ofBytes(name);
  }

  @BeforeEach
  void write() {
    try (Vault vault = TestVault.init(new LocalObjectStore(directory.resolve("vault")));
        VaultWriter writer = vault.writer()) {
      Content content = TestVault.save(writer, TestVault.utf8("usage"));
      Content sparse = TestVault.save(writer, new byte[9_000_000]);
      Node file = TestVault.file("plain", content);
      List<Node> nodes = new ArrayList<>();
      nodes.add(
          with(
              file,
              7,
              2,
              null,
              new ExtendedAttribute("user.origin", TestVault.utf8("<here>")),
              new ExtendedAttribute("user.empty", new byte[0])));
      nodes.add(with(file.named(FileName.of("second-link")), 7, 2, null));
      nodes.add(with(file.named(name('x', 0xff, 0xfe, '\\', '"', '\n')), 8, 1, null));
      nodes.add(with(file.named(FileName.of("ünïcödé\u2028😀<&>")), 9, 1, null));
      nodes.add(with(TestVault.file("sparse", sparse), 10, 1, null));
      nodes.add(
          with(
              TestVault.node(FileName.of("link"), NodeType.SYMLINK, 0777),
              11,
              1,
              FileName.of("nowhere/<&>\"\\ü\t\n")));
      nodes.add(with(TestVault.node(FileName.of("fifo"), NodeType.FIFO, 0640), 12, 1, null));
      inner = writer.save(new Tree(nodes));
      Node sub = with(TestVault.directory("x", inner), 13, 1, null).named(name('d', 0xe4));
      root = writer.save(new Tree(List.of(sub)));
      writer.commit(TestVault.draft(root));
    }
  }

  @Test
  @DisplayName("Restored by restic and compared by the shell")
  void restored() throws Exception {
    Restic restic = new Restic(directory.resolve("vault"));
    restic.run("check", "--read-data");
    restic.run("restore", "latest", "--target", directory.resolve("out").toString());
    HostileTree.shell(
        directory.resolve("out"),
        """
        set -e
        cd $'d\\xe4'
        [ "$(cat $'x\\xff\\xfe\\\\"\\n')" = usage ]
        [ "$(cat $'ünïcödé\\u2028😀<&>')" = usage ]
        [ "$(readlink link; echo .)" = $'nowhere/<&>"\\\\ü\\t\\n\\n.' ]
        [ plain -ef second-link ]
        [ -p fifo ] && [ "$(stat -c %a fifo)" = 640 ]
        [ "$(stat -c %s sparse)" = 9000000 ]
        [ "$(TZ=UTC stat -c %y plain)" = '2001-02-03 04:05:06.789012345 +0000' ]
        [ "$(getfattr --only-values -n user.origin plain)" = '<here>' ]
        getfattr -n user.empty plain
        """);
  }

  @Test
  @DisplayName("restic cat shows exactly the bytes that were hashed")
  void sameBytes() {
    Restic restic = new Restic(directory.resolve("vault"));
    try (Vault vault = TestVault.open(new LocalObjectStore(directory.resolve("vault")))) {
      Snapshot snapshot = vault.find("latest", s -> true);
      assertThat(snapshot.tree()).isEqualTo(root);
      assertThat(restic.bytes("cat", "blob", inner.hex()))
          .isEqualTo(TreeCodec.encode(vault.tree(inner)));
      assertThat(new String(restic.bytes("cat", "config"), StandardCharsets.UTF_8))
          .contains(vault.id());
      assertThat(restic.run("cat", "masterkey")).contains("encrypt");
      assertThat(restic.run("snapshots", "--json")).contains("\"tags\":[\"test\"]");
    }
  }

  @Test
  @DisplayName(
      "I7: while a writer is at work, restic's prune is kept out; afterwards it loses nothing")
  void prune() {
    Restic restic = new Restic(directory.resolve("vault"));
    try (Vault vault = TestVault.open(new LocalObjectStore(directory.resolve("vault")))) {
      try (VaultWriter writer = vault.writer()) {
        Restic.Outcome refused = restic.attempt(null, "prune");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.text()).contains("lock");
        BlobId tree =
            writer.save(
                new Tree(List.of(TestVault.file("new", TestVault.save(writer, new byte[100])))));
        writer.commit(TestVault.draft(tree));
        TestVault.save(writer, TestVault.text(5, 100_000));
        writer.flush();
      }
      restic.run("prune", "--max-unused", "0");
      restic.run("check", "--read-data");
      // This vault's index is from before the prune: it must find the blobs where they are now.
      for (Snapshot snapshot : vault.snapshots()) {
        assertThat(vault.tree(snapshot.tree()).nodes()).isNotEmpty();
      }
      Node plain = TreeWalk.find(vault, inner, "plain").orElseThrow();
      assertThat(TestVault.read(vault, plain.content())).asString().isEqualTo("usage");
    }
  }
}
