package io.holdfast.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.check.CheckReport;
import io.holdfast.vault.copy.CopyReport;
import io.holdfast.vault.crypto.KdfParameters;
import io.holdfast.vault.crypto.MasterKey;
import io.holdfast.vault.crypto.Password;
import io.holdfast.vault.crypto.Seal;
import io.holdfast.vault.document.Documents;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.lock.VaultLock;
import io.holdfast.vault.prune.PruneOptions;
import io.holdfast.vault.prune.PrunePlan;
import io.holdfast.vault.prune.PruneReport;
import io.holdfast.vault.repair.IndexRepairReport;
import io.holdfast.vault.repair.PackRepairReport;
import io.holdfast.vault.repair.SalvageOptions;
import io.holdfast.vault.repair.SalvageReport;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.snapshot.SnapshotListing;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoreFailure;
import io.holdfast.vault.store.StoredObject;
import io.holdfast.vault.store.SweepsTemporaries;
import io.holdfast.vault.tree.Tree;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * An open vault. Reading needs no lock of its own: Holdfast's prune leaves what a snapshot needs,
 * and leaves what it moved where it was for a while; whoever shares the vault with restic's prune
 * takes {@link #lock} while reading. Safe to use from many threads.
 */
public final class Vault implements BlobSource, AutoCloseable {
  private final Parts parts;
  private final BlobId keyId;
  private final BlobReader reader;
  private final Snapshots snapshots;

  /** What every part of an open vault is made of. */
  record Parts(
      ObjectStore store,
      MasterKey key,
      Config config,
      Documents documents,
      Index index,
      Benches benches,
      Randomness randomness,
      Clock clock) {
    static Parts of(
        ObjectStore store, MasterKey key, Config config, Randomness randomness, Clock clock) {
      Documents documents = new Documents(store, key, randomness, config.version());
      return new Parts(
          store,
          key,
          config,
          documents,
          new Index(store, documents),
          new Benches(key, randomness),
          randomness,
          clock);
    }

    Seal newSeal() {
      return new Seal(key, randomness);
    }
  }

  Vault(Parts parts, BlobId keyId) {
    this.parts = parts;
    this.keyId = keyId;
    this.reader = new BlobReader(parts.store(), parts.index(), parts.benches());
    this.snapshots = new Snapshots(parts.store(), parts.documents());
  }

  /**
   * Makes a new vault and opens it.
   *
   * @throws HoldfastException HF-212 if there is one, HF-403 if something else is there
   */
  public static Vault init(
      ObjectStore store, Password password, Randomness randomness, Clock clock, KdfParameters kdf) {
    return new Opening(store, randomness, clock).init(password, kdf);
  }

  /**
   * Makes a new vault with the master key of this one and opens it: what is copied between the two
   * is not sealed anew, and both cut files in the same places. Whoever knows a password of one can
   * read both.
   *
   * @throws HoldfastException as {@link #init}
   */
  public Vault initTwin(
      ObjectStore store, Password password, Randomness randomness, Clock clock, KdfParameters kdf) {
    return new Opening(store, randomness, clock)
        .init(parts.key(), parts.config().another(randomness), password, kdf);
  }

  /**
   * Opens a vault.
   *
   * @throws HoldfastException HF-401 if nothing is there, HF-402 if the password opens no key,
   *     HF-403 if it is no vault, HF-404 if it is too new, HF-405 if it may not be read, HF-501 if
   *     its config or the only fitting key is damaged
   */
  public static Vault open(
      ObjectStore store, Password password, Randomness randomness, Clock clock) {
    return new Opening(store, randomness, clock).open(password);
  }

  /** The vault's own name, which no other vault has: 64 hexadecimal digits. */
  public String id() {
    return parts.config().id();
  }

  /** The format's version, 1 or 2. */
  public int version() {
    return parts.config().version();
  }

  public String location() {
    return parts.store().location();
  }

  /**
   * All snapshots, newest last.
   *
   * @throws HoldfastException HF-501 if one is damaged; {@link #listing} shows the others
   */
  public List<Snapshot> snapshots() {
    return snapshots.all();
  }

  /** All snapshots that can be read, newest last, and those that cannot. */
  public SnapshotListing listing() {
    return snapshots.listing();
  }

  /**
   * One snapshot.
   *
   * @param idOrPrefixOrLatest an id, the beginning of one, or {@code latest}
   * @param filter which snapshots count
   * @throws HoldfastException HF-208 if there is none, HF-209 if there are several
   */
  public Snapshot find(String idOrPrefixOrLatest, Predicate<Snapshot> filter) {
    return snapshots.find(idOrPrefixOrLatest, filter);
  }

  @Override
  public byte[] data(BlobId id) {
    return reader.data(id);
  }

  @Override
  public void lend(BlobId id, Borrower borrower) throws IOException {
    reader.lend(id, borrower);
  }

  @Override
  public void lendAll(Set<BlobId> ids, Receiver receiver) throws IOException {
    reader.lendAll(ids, receiver);
  }

  @Override
  public Tree tree(BlobId id) {
    return reader.tree(id);
  }

  @Override
  public long dataLength(BlobId id) {
    return reader.dataLength(id);
  }

  /**
   * Takes the shared lock, for reading beside programs that delete. Close it to release it.
   *
   * @throws HoldfastException HF-602 if another program holds the vault for itself
   */
  public VaultLock lock() {
    return VaultLock.acquire(parts.store(), parts.documents(), parts.clock());
  }

  /**
   * Opens the vault for writing, under the shared lock. One writer per process is enough: it is
   * shared by threads.
   *
   * @throws HoldfastException HF-602 if the vault is locked, HF-501 if an index file is damaged,
   *     HF-405 if the vault has format version 1, which is only read
   */
  public VaultWriter writer() {
    refuseVersion1();
    VaultLock lock = lock();
    try {
      return new VaultWriter(parts, lock, prepareToWrite(lock));
    } catch (HoldfastException failure) {
      lock.close();
      throw failure;
    }
  }

  private void refuseVersion1() {
    if (version() < Config.VERSION) {
      throw new HoldfastException(
          ErrorCode.VAULT_NO_ACCESS,
          "The vault at " + location() + " has format version 1, which is read and never written.",
          "Nothing was changed; its snapshots can be listed, checked and restored.",
          "Upgrade it with 'restic migrate upgrade_repo_v2', or back up to a new vault.");
    }
  }

  /** Only after the lock is held does what is read here stay true. */
  private PruneState prepareToWrite(VaultLock lock) {
    PruneState state = Ground.survey(parts);
    if (lock.isAlone()) {
      try {
        for (StoredObject staged : parts.store().list(ObjectKind.STAGED)) {
          parts.store().delete(ObjectKind.STAGED, staged.name());
        }
        Optional<SweepsTemporaries> sweeping = SweepsTemporaries.of(parts.store());
        if (sweeping.isPresent()) {
          sweeping.get().sweepTemporaries();
        }
      } catch (IOException failure) {
        throw StoreFailure.of(failure, parts.store(), "remove what a killed run left");
      }
    }
    return state;
  }

  /**
   * Copies snapshots with all that they need to another vault. Blobs that are there are not copied,
   * nor are snapshots that were copied before. Killed at any instant and run again, it goes on
   * where it was. Nothing is written to this vault.
   *
   * @throws HoldfastException HF-602 if the target is locked, HF-501 if an index file of it is
   *     damaged, HF-405 if it has format version 1; what is wrong with a snapshot of this vault is
   *     in the report
   */
  public CopyReport copyTo(Vault target, List<Snapshot> copied, Progress progress) {
    boolean sameKey = parts.key().isSameAs(target.parts.key());
    try (VaultWriter writer = target.writer()) {
      writer.adoptOrphans();
      return new SnapshotCopying(parts, writer, sameKey, progress)
          .run(copied, target.listing().snapshots());
    }
  }

  /**
   * Removes snapshots, all or none. Their content stays until a prune.
   *
   * @throws HoldfastException HF-602 if the vault is locked, HF-411 or HF-413 if one of them is
   *     locked or held, HF-414 if the minimum retention of one is not over
   */
  public void forget(List<Snapshot> forgotten) {
    new Forgetting(parts).forget(forgotten);
  }

  /**
   * Until when the store itself keeps a snapshot, {@link Instant#MAX} if there is no end to it;
   * empty if it can be removed.
   */
  public Optional<Instant> lockedUntil(Snapshot snapshot) {
    return new ObjectLocks(parts.store()).until(ObjectKind.SNAPSHOT, snapshot.id().hex());
  }

  /** The vault's minimum retention. */
  public VaultRetention retention() {
    return new VaultRetention(parts);
  }

  /** The vault's cold tier. */
  public VaultColdTier coldTier() {
    return new VaultColdTier(parts);
  }

  /** The locks of the vault's store. */
  public VaultLocks storeLocks() {
    return new VaultLocks(parts, keyId);
  }

  /** The vault's legal holds. */
  public VaultHolds holds() {
    return new VaultHolds(parts);
  }

  /**
   * Gives back the room of what no snapshot needs, beside writers and readers ({@code
   * docs/spec/prune.md}).
   *
   * @throws HoldfastException HF-602 if another program or another prune is at work, HF-501 or
   *     HF-502 if the vault is damaged: then nothing is deleted
   */
  public PruneReport prune(PruneOptions options, Progress progress) {
    refuseVersion1();
    return new Prune(parts, options, progress).run();
  }

  /** What a prune would do now. Changes nothing and takes no lock. */
  public PrunePlan planPrune(Progress progress) {
    return planPruneWithout(Set.of(), progress);
  }

  /**
   * What a prune would do if these snapshots were forgotten before. Proves on the way that what the
   * others need is there.
   *
   * @throws HoldfastException HF-501 or HF-502 if what would remain is damaged
   */
  public PrunePlan planPruneWithout(Set<BlobId> forgotten, Progress progress) {
    refuseVersion1();
    return Prune.plan(parts, forgotten, progress);
  }

  /**
   * Looks for damage. What is found is in the report; only what keeps it from looking is thrown.
   */
  public CheckReport check(CheckOptions options, Progress progress) {
    try (Check check = new Check(parts, options, progress)) {
      return check.run();
    }
  }

  /**
   * Makes the index say what the packs say, beside writers and readers. Nothing but index files is
   * removed.
   *
   * @param readAllPacks whether every pack's header is read, whatever the index says
   * @throws HoldfastException HF-602 if another program or a prune is at work
   */
  public IndexRepairReport repairIndex(boolean readAllPacks, Progress progress) {
    refuseVersion1();
    return new IndexRepair(parts, readAllPacks, progress).run();
  }

  /**
   * Reads every pack that the index names, and takes the damaged ones out of use: what is intact in
   * them is copied, and they are condemned as by a prune.
   *
   * @throws HoldfastException HF-602 if another program or a prune is at work, HF-501 if an index
   *     file is damaged: the index is to be repaired first
   */
  public PackRepairReport repairPacks(Progress progress) {
    refuseVersion1();
    return new PackRepair(parts, progress).run();
  }

  /**
   * Makes new snapshots of what is intact in damaged ones.
   *
   * @param wanted empty for all
   * @throws HoldfastException HF-602 if the vault is locked, HF-501 if an index file is damaged:
   *     the index is to be repaired first
   */
  public SalvageReport repairSnapshots(
      List<Snapshot> wanted, SalvageOptions options, Progress progress) {
    try (VaultWriter writer = writer()) {
      if (!options.dryRun()) {
        writer.adoptOrphans();
      }
      SnapshotListing all = listing();
      Salvage salvage = new Salvage(parts, writer, options, progress);
      // Snapshots that cannot be read have no part in it when others were asked for by name.
      return wanted.isEmpty()
          ? salvage.run(all, all.snapshots())
          : salvage.run(new SnapshotListing(all.snapshots(), List.of()), wanted);
    }
  }

  /** The vault's passwords. */
  public VaultKeys keys() {
    return new VaultKeys(parts, keyId);
  }

  public VaultStats stats() {
    ObjectStore store = parts.store();
    long snapshotCount = list(store, ObjectKind.SNAPSHOT).size();
    parts.index().load();
    parts.index().refresh();
    Index.Totals totals = parts.index().totals();
    Set<BlobId> condemned = PruneState.load(store, parts.documents()).condemned().keySet();
    long stored = 0;
    long unindexed = 0;
    for (StoredObject pack : list(store, ObjectKind.PACK)) {
      stored += pack.size();
      BlobId id = BlobId.parse(pack.name());
      unindexed += parts.index().knowsPack(id) || condemned.contains(id) ? 0 : 1;
    }
    return new VaultStats(
        snapshotCount,
        totals.blobs(),
        totals.plainBytes(),
        stored,
        totals.packs(),
        unindexed,
        totals.files());
  }

  static List<StoredObject> list(ObjectStore store, ObjectKind kind) {
    try {
      return store.list(kind);
    } catch (IOException failure) {
      throw StoreFailure.of(failure, store, "list " + kind.directory());
    }
  }

  /**
   * Releases native memory. Writers of this vault must be closed before; whoever still reads fails.
   */
  @Override
  public void close() {
    parts.index().close();
    parts.benches().close();
  }
}
