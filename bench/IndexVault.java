import io.holdfast.platform.Clock;
import io.holdfast.platform.FileName;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.crypto.KdfParameters;
import io.holdfast.vault.crypto.KeyFile;
import io.holdfast.vault.crypto.MasterKey;
import io.holdfast.vault.crypto.Password;
import io.holdfast.vault.crypto.SealBrokenException;
import io.holdfast.vault.document.Documents;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.index.IndexFile;
import io.holdfast.vault.index.IndexedPack;
import io.holdfast.vault.pack.BlobKind;
import io.holdfast.vault.pack.PackHeader;
import io.holdfast.vault.pack.PackedBlob;
import io.holdfast.vault.snapshot.SnapshotDraft;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.ObjectStores;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import io.holdfast.vault.tree.Tree;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A vault with as many blobs as asked for, and how fast its index is.
 *
 * <p>{@code java -cp LIB/* bench/IndexVault.java make VAULT BLOBS IN_TEN} makes it: real keys, real
 * index files, real directories in real packs and a snapshot of them that needs so many in ten of
 * the blobs. Only the packs of content are hollow: files of the right name and length with holes
 * instead of bytes. So whatever does not read content works as on a real vault: stats, check, prune
 * --dry-run, a backup. Ids come from a seed; {@code HOLDFAST_PASSWORD} is the password.
 *
 * <p>{@code … look VAULT} loads the index and asks it for blobs that it has and for others.
 */
final class IndexVault {
  private static final long SEED = 1;

  /** Of 80 kB on average: a tree of usage data has files of about 40 kB. */
  private static final int BLOBS_TO_PACK = 200;

  private static final int LONGEST = 160_000;
  private static final int PACKS_TO_INDEX_FILE = 250;
  private static final int FILES_TO_DIRECTORY = 50;
  private static final int LOOK_UPS = 200_000;

  private final SplittableRandom random;
  private final Path location;
  private final ObjectStore store;
  private final Password password = Password.of(System.getenv("HOLDFAST_PASSWORD"));
  private final List<IndexedPack> unindexed = new ArrayList<>();

  private IndexVault(Path location, long seed) {
    this.location = location;
    this.random = new SplittableRandom(seed);
    this.store = ObjectStores.at(location.toString(), Clock.SYSTEM);
  }

  public static void main(String[] arguments) throws IOException, SealBrokenException {
    Path location = Path.of(arguments[1]);
    if (arguments[0].equals("make")) {
      new IndexVault(location, SEED)
          .make(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
    } else {
      new IndexVault(location, SEED + 1).look();
    }
  }

  private Documents documents() throws IOException, SealBrokenException {
    String name = store.list(ObjectKind.KEY).getFirst().name();
    MasterKey key =
        KeyFile.decode(Documents.loadNamed(store, ObjectKind.KEY, name)).unlock(password);
    return new Documents(store, key, Randomness.SECURE, 2);
  }

  private void make(int blobs, int inTen) throws IOException, SealBrokenException {
    try (Vault vault =
            Vault.init(store, password, Randomness.SECURE, Clock.SYSTEM, KdfParameters.STANDARD);
        VaultWriter writer = vault.writer()) {
      Documents documents = documents();
      List<Node> directories = new ArrayList<>();
      List<Node> files = new ArrayList<>();
      for (int pack = 0; pack < blobs / BLOBS_TO_PACK; pack++) {
        files.add(file("file-" + pack, pack(), inTen));
        if (files.size() == FILES_TO_DIRECTORY) {
          directories.add(directory(directories.size(), writer.save(new Tree(sorted(files)))));
          files.clear();
        }
        if (unindexed.size() == PACKS_TO_INDEX_FILE) {
          saveIndex(documents);
        }
      }
      saveIndex(documents);
      directories.add(directory(directories.size(), writer.save(new Tree(sorted(files)))));
      writer.commit(draft(writer.save(new Tree(sorted(directories)))));
    }
  }

  private static List<Node> sorted(List<Node> nodes) {
    return nodes.stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
  }

  private List<PackedBlob> pack() throws IOException {
    List<PackedBlob> blobs = new ArrayList<>(BLOBS_TO_PACK);
    long offset = 0;
    for (int i = 0; i < BLOBS_TO_PACK; i++) {
      int length = 2_000 + random.nextInt(LONGEST);
      boolean compressed = random.nextInt(10) > 0;
      int rawLength = compressed ? length * 2 : 0;
      blobs.add(new PackedBlob(BlobKind.DATA, id(), offset, length, rawLength));
      offset += length;
    }
    BlobId name = id();
    unindexed.add(new IndexedPack(name, blobs));
    Path path = location.resolve("data").resolve(name.hex().substring(0, 2)).resolve(name.hex());
    Files.createDirectories(path.getParent());
    try (RandomAccessFile hollow = new RandomAccessFile(path.toFile(), "rw")) {
      hollow.setLength(PackHeader.packLength(blobs));
    }
    return blobs;
  }

  private BlobId id() {
    return new BlobId(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }

  private void saveIndex(Documents documents) {
    if (!unindexed.isEmpty()) {
      documents.save(ObjectKind.INDEX, IndexFile.encode(unindexed));
      unindexed.clear();
    }
  }

  /** A file of so many in ten of a pack's blobs: those that are left over are not needed. */
  private Node file(String name, List<PackedBlob> blobs, int inTen) {
    List<BlobId> content = new ArrayList<>();
    long size = 0;
    for (PackedBlob blob : blobs) {
      if (random.nextInt(10) < inTen) {
        content.add(blob.id());
        size += blob.plainLength();
      }
    }
    return node(name, NodeType.FILE).withContent(content, size);
  }

  private static Node directory(int number, BlobId tree) {
    return node("directory-" + number, NodeType.DIRECTORY).withSubtree(tree);
  }

  private static Node node(String name, NodeType type) {
    Instant time = Instant.EPOCH;
    return new Node(
        FileName.of(name),
        type,
        0755,
        time,
        time,
        time,
        0,
        0,
        "root",
        "root",
        1,
        0,
        0,
        1,
        null,
        List.of(),
        0,
        List.of(),
        null);
  }

  private static SnapshotDraft draft(BlobId tree) {
    return new SnapshotDraft(
        Instant.now(),
        null,
        tree,
        List.of("/bench"),
        "bench",
        "root",
        0,
        0,
        List.of(),
        null,
        "holdfast bench");
  }

  private void look() throws IOException, SealBrokenException {
    try (Index index = new Index(store, documents())) {
      long begin = System.nanoTime();
      index.load();
      long loaded = System.nanoTime() - begin;
      List<PackedBlob> some = new ArrayList<>();
      long step = Math.max(1, index.totals().blobs() / LOOK_UPS);
      index.forEachPlace(
          (place, blob, pack, packed) -> {
            if (place % step == 0 && packed.kind() == BlobKind.DATA) {
              some.add(packed);
            }
          });
      java.util.Collections.shuffle(some, new java.util.Random(SEED));
      long begun = System.nanoTime();
      long found = some.stream().filter(b -> index.offers(b.kind(), b.id())).count();
      long hits = System.nanoTime() - begun;
      begun = System.nanoTime();
      long located =
          some.stream()
              .filter(b -> index.find(b.kind(), b.id()).getFirst().blob().equals(b))
              .count();
      long locating = System.nanoTime() - begun;
      begun = System.nanoTime();
      long wrong = 0;
      for (int i = 0; i < some.size(); i++) {
        wrong += index.offers(BlobKind.DATA, id()) ? 1 : 0;
      }
      long misses = System.nanoTime() - begun;
      if (found != some.size() || located != found || wrong != 0) {
        throw new IllegalStateException(found + " " + located + " " + wrong);
      }
      System.out.printf(
          "%,d blobs loaded in %.1f s; a second: %,d ids found, %,d located, %,d not found%n",
          index.totals().blobs(),
          loaded / 1e9,
          (long) (found * 1e9 / hits),
          (long) (found * 1e9 / locating),
          (long) (found * 1e9 / misses));
    }
  }
}
