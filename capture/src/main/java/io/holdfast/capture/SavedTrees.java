package io.holdfast.capture;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSink;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where directories go when everything in them is saved: as trees into the sink, and into the table
 * that the next capture begins with.
 */
final class SavedTrees {
  private final BlobSink sink;
  private final Nodes nodes;
  private final @Nullable CaptureTable table;

  SavedTrees(BlobSink sink, Nodes nodes, @Nullable CaptureTable table) {
    this.sink = sink;
    this.nodes = nodes;
    this.table = table;
  }

  /** Where content goes. */
  BlobSink sink() {
    return sink;
  }

  boolean has(BlobId tree) {
    return sink.hasTree(tree);
  }

  /** All entries must be saved; a directory that could not be opened is saved as an empty one. */
  Body.Saved save(Listing listing) {
    List<Node> children = new ArrayList<>(listing.size());
    for (int i = 0; i < listing.size(); i++) {
      Entry entry = listing.get(i);
      if (entry.body() instanceof Body.Listed listed && listed.listing().size() == 0) {
        listing.set(i, entry.withBody(save(Listing.EMPTY)));
      }
      children.add(nodes.of(listing.get(i)));
    }
    return keep(sink.save(new Tree(children)), listing);
  }

  /** A directory whose tree is in the sink already. */
  Body.Saved keep(BlobId tree, Listing listing) {
    if (table != null) {
      table.add(tree, listing);
    }
    return new Body.Saved(tree);
  }
}
