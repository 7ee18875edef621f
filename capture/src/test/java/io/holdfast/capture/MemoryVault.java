package io.holdfast.capture;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSink;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.Content;
import io.holdfast.vault.tree.ExtendedAttribute;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A vault in memory: blobs of a fixed size, named by their hash, zeros hashed only once. */
final class MemoryVault implements BlobSink, BlobSource {
  private static final int BLOB_BYTES = 1 << 20;
  private static final byte[] ZEROS = new byte[BLOB_BYTES];
  private static final BlobId ZEROS_ID = hash(ZEROS);

  final Map<BlobId, byte[]> blobs = new ConcurrentHashMap<>();

  /** Of blobs that the index knows and that are not there. */
  final Map<BlobId, Long> lengths = new ConcurrentHashMap<>();

  final Map<BlobId, Tree> trees = new ConcurrentHashMap<>();
  final AtomicLong streamsSaved = new AtomicLong();
  final AtomicLong treesSaved = new AtomicLong();
  final AtomicLong treesRead = new AtomicLong();

  @Override
  public Content save(InputStream stream) throws IOException {
    streamsSaved.incrementAndGet();
    List<BlobId> ids = new ArrayList<>();
    long length = 0;
    byte[] buffer = new byte[Math.clamp(stream.available(), 1, BLOB_BYTES)];
    while (true) {
      int read = stream.readNBytes(buffer, 0, buffer.length);
      if (read == 0) {
        return new Content(ids, length);
      }
      length += read;
      boolean zeros = read == BLOB_BYTES && Arrays.equals(buffer, ZEROS);
      BlobId id = zeros ? ZEROS_ID : hash(Arrays.copyOf(buffer, read));
      if (!blobs.containsKey(id)) {
        blobs.put(id, Arrays.copyOf(buffer, read));
      }
      ids.add(id);
    }
  }

  @Override
  public boolean hasTree(BlobId tree) {
    return trees.containsKey(tree);
  }

  @Override
  public BlobId save(Tree tree) {
    treesSaved.incrementAndGet();
    StringBuilder text = new StringBuilder();
    for (Node node : tree.nodes()) {
      if (node.subtree() != null && !trees.containsKey(node.subtree())) {
        throw new AssertionError(node.name() + " was saved before its subtree");
      }
      text.append(HexFormat.of().formatHex(node.name().bytes())).append(node.inode());
      text.append(node.type()).append(node.permissions()).append(node.modified());
      text.append(node.accessed()).append(node.changed()).append(node.uid()).append(node.gid());
      text.append(node.size()).append(node.links()).append(node.linkTarget());
      text.append(node.deviceId()).append(node.device());
      text.append(node.content()).append(node.subtree());
      for (ExtendedAttribute attribute : node.extendedAttributes()) {
        text.append(attribute.name()).append(HexFormat.of().formatHex(attribute.value()));
      }
      text.append('\n');
    }
    BlobId id = hash(text.toString().getBytes(StandardCharsets.UTF_8));
    trees.put(id, tree);
    return id;
  }

  @Override
  public byte[] data(BlobId id) {
    byte[] data = blobs.get(id);
    if (data == null) {
      throw missing(id);
    }
    return data.clone();
  }

  @Override
  public Tree tree(BlobId id) {
    treesRead.incrementAndGet();
    Tree tree = trees.get(id);
    if (tree == null) {
      throw missing(id);
    }
    return tree;
  }

  @Override
  public long dataLength(BlobId id) {
    Long known = lengths.get(id);
    return known == null ? data(id).length : known;
  }

  private static HoldfastException missing(BlobId id) {
    return new HoldfastException(
        ErrorCode.BLOB_MISSING, "no blob " + id, "Nothing changed.", "Give up.");
  }

  /** The content of a file of a captured tree. */
  byte[] content(Node file) {
    byte[] all = new byte[Math.toIntExact(file.size())];
    int at = 0;
    for (BlobId id : file.content()) {
      byte[] blob = data(id);
      System.arraycopy(blob, 0, all, at, blob.length);
      at += blob.length;
    }
    return all;
  }

  /** The node at a path below a tree; fails if there is none. */
  Node at(BlobId tree, String path) {
    return find(tree, path).orElseThrow(() -> new AssertionError(path + " was not captured"));
  }

  /** What a directory of a captured tree has. */
  List<Node> children(BlobId tree, String path) {
    BlobId subtree = at(tree, path).subtree();
    if (subtree == null) {
      throw new AssertionError(path + " is not a directory");
    }
    return tree(subtree).nodes();
  }

  boolean has(BlobId tree, String path) {
    return find(tree, path).isPresent();
  }

  private Optional<Node> find(BlobId tree, String path) {
    BlobId at = tree;
    Optional<Node> found = Optional.empty();
    for (String name : path.split("/")) {
      if (at == null) {
        return Optional.empty();
      }
      found = tree(at).nodes().stream().filter(node -> node.name().is(name)).findFirst();
      at = found.map(Node::subtree).orElse(null);
    }
    return found;
  }

  private static BlobId hash(byte[] bytes) {
    try {
      return BlobId.of(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
