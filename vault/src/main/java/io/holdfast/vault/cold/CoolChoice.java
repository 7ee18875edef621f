package io.holdfast.vault.cold;

import io.holdfast.vault.BlobId;
import java.util.Set;

/**
 * What may become cold, as whoever knows of sets and rules sees it.
 *
 * @param due snapshots that are old enough; what any other needs stays hot
 * @param forgotten snapshots that are looked upon as gone
 * @param hot content blobs that are read in everyday work, whoever needs them
 */
public record CoolChoice(Set<BlobId> due, Set<BlobId> forgotten, Set<BlobId> hot) {
  public CoolChoice {
    due = Set.copyOf(due);
    forgotten = Set.copyOf(forgotten);
    hot = Set.copyOf(hot);
  }
}
