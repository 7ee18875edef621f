package io.holdfast.vault.hold;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.document.GoJson;
import io.holdfast.vault.document.JsonFields;
import io.holdfast.vault.snapshot.Snapshot;
import java.time.Instant;

/**
 * A legal hold on one snapshot.
 *
 * @param snapshot that is held
 * @param tree its root: restic gives a snapshot a new id when it changes its tags, and the same
 *     tree
 * @param reason in the words of whoever placed it
 * @param by who that was, as {@code user@host}
 * @param since by the clock of that machine
 */
public record Hold(BlobId snapshot, BlobId tree, String reason, String by, Instant since) {
  public boolean isOn(Snapshot other) {
    return snapshot.equals(other.id()) || tree.equals(other.tree());
  }

  public byte[] encode() {
    GoJson json = new GoJson();
    json.raw("{\"version\":1,\"snapshot\":").id(snapshot).raw(",\"tree\":").id(tree);
    json.raw(",\"reason\":").string(reason).raw(",\"by\":").string(by);
    return json.raw(",\"since\":").time(since).raw("}").toBytes();
  }

  public static Hold decode(byte[] bytes) {
    JsonFields json = JsonFields.parse(bytes);
    return new Hold(
        json.id("snapshot"),
        json.id("tree"),
        json.text("reason"),
        json.text("by"),
        json.time("since"));
  }
}
