package io.holdfast.engine;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.set.Member;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.model.set.RecoverySetJson;
import io.holdfast.stores.EarlierMember;
import io.holdfast.stores.SealedSet;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Vault;
import io.holdfast.vault.hold.Hold;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import io.holdfast.vault.tree.TreeWalk;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/**
 * The recovery sets of one installation in a vault. Only sealed ones exist here: the snapshot is
 * the seal.
 */
public final class Sets {
  private static final String TAG = "holdfast-set";
  private static final String INSTALLATION_TAG = "installation=";
  private static final String GRADE_TAG = "grade=";
  private static final String RULE_TAG = "rule=";

  private final Vault vault;
  private final String installation;

  public Sets(Vault vault, String installation) {
    this.vault = vault;
    this.installation = installation;
  }

  /** What a snapshot that is a set is marked with, for people who look with restic. */
  static List<String> tags(RecoverySet set) {
    return List.of(
        TAG,
        INSTALLATION_TAG + set.installation(),
        GRADE_TAG + set.grade().label(),
        RULE_TAG + set.rule());
  }

  /** The snapshots that are sets of this installation, oldest first. */
  public List<Snapshot> list() {
    return vault.snapshots().stream().filter(this::isOurs).toList();
  }

  /** The sets that a rule has made, oldest first. */
  List<Snapshot> ofRule(String rule) {
    return list().stream().filter(set -> set.hasTag(RULE_TAG + rule)).toList();
  }

  /** The sets for a driver that brings this store back from them, newest first. */
  List<SealedSet> of(StoreSpec store) {
    return list().reversed().stream()
        .map(
            snapshot ->
                new SealedSet(
                    snapshot.id().brief(), snapshot.time(), () -> member(snapshot, store)))
        .toList();
  }

  private Optional<EarlierMember> member(Snapshot snapshot, StoreSpec store) {
    return manifest(snapshot)
        .member(store.name())
        .filter(member -> member.kind().equals(store.kind()))
        .map(
            member ->
                new EarlierMember(vault, memberNode(vault, snapshot, member), member.evidence()));
  }

  /** The grade as the tag has it, without reading the manifest. */
  public static String gradeOf(Snapshot snapshot) {
    return snapshot.tags().stream()
        .filter(tag -> tag.startsWith(GRADE_TAG))
        .map(tag -> tag.substring(GRADE_TAG.length()))
        .findFirst()
        .orElse("unknown");
  }

  /**
   * @param name an id, a unique prefix, or {@code latest}
   * @throws HoldfastException HF-208 if there is none, HF-209 if there are several, HF-213 if it is
   *     a snapshot but not a set
   */
  public Snapshot find(String name) {
    if (name.equals("latest")) {
      return vault.find(name, this::isOurs);
    }
    Snapshot snapshot = vault.find(name, any -> true);
    if (!isSet(snapshot)) {
      throw new HoldfastException(
          ErrorCode.NOT_A_RECOVERY_SET,
          "Snapshot %s is not a recovery set: Holdfast did not seal it"
              .formatted(snapshot.id().brief()),
          "Nothing was changed.",
          "List the sets with 'holdfast sets'; restore a plain snapshot with 'holdfast vault"
              + " restore'.");
    }
    return snapshot;
  }

  /** A manifest, and the blobs that it was read from. */
  record Manifest(RecoverySet set, List<BlobId> blobs) {}

  /** The manifest, which makes the snapshot a sealed set (HF-701 if it is missing). */
  public RecoverySet manifest(Snapshot snapshot) {
    return read(snapshot).set();
  }

  /** As {@link #manifest}. */
  Manifest read(Snapshot snapshot) {
    Node node =
        TreeWalk.find(vault, snapshot.tree(), RecoverySet.MANIFEST)
            .filter(found -> found.type() == NodeType.FILE)
            .orElseThrow(
                () ->
                    new HoldfastException(
                        ErrorCode.NOT_SEALED,
                        "Snapshot %s has no %s"
                            .formatted(snapshot.id().brief(), RecoverySet.MANIFEST),
                        "Nothing was changed.",
                        "Use another set: this one was never sealed."));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (BlobId blob : node.content()) {
      bytes.writeBytes(vault.data(blob));
    }
    return new Manifest(
        RecoverySetJson.parse(snapshot.id().brief(), bytes.toByteArray()), node.content());
  }

  /**
   * Where a set's member stands in its tree.
   *
   * @throws HoldfastException HF-502 if the tree lacks it although the manifest names it
   */
  static Node memberNode(Vault vault, Snapshot snapshot, Member member) {
    return TreeWalk.find(vault, snapshot.tree(), member.path())
        .filter(node -> node.type() == NodeType.DIRECTORY)
        .orElseThrow(
            () ->
                new HoldfastException(
                    ErrorCode.BLOB_MISSING,
                    "Set %s lacks %s, which its manifest names"
                        .formatted(snapshot.id().brief(), member.path()),
                    "No live data was touched; other sets may be whole.",
                    "Run 'holdfast vault check --read-data', and use another set."));
  }

  /** Why nothing removes a set: its legal holds, each in a sentence. */
  public static List<String> holdsOn(Snapshot snapshot, List<Hold> holds) {
    return holds.stream()
        .filter(hold -> hold.isOn(snapshot))
        .map(
            hold ->
                "legal hold by %s since %s: %s".formatted(hold.by(), hold.since(), hold.reason()))
        .toList();
  }

  boolean isOurs(Snapshot snapshot) {
    return isSet(snapshot) && snapshot.tags().contains(INSTALLATION_TAG + installation);
  }

  private static boolean isSet(Snapshot snapshot) {
    return snapshot.tags().contains(TAG);
  }
}
