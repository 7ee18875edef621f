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

  Node node(Entry entry) {
    return nodes.of(entry);
  }

  boolean has(BlobId tree) {
    return sink.hasTree(tree);
  }

  Body.Saved save(Listing listing) {
    Entry[] saved = new Entry[listing.size()];
    List<Node> children = new ArrayList<>(saved.length);
    for (int i = 0; i < saved.length; i++) {
      saved[i] = withoutListing(listing.get(i));
      children.add(nodes.of(saved[i]));
    }
    return keep(sink.save(new Tree(children)), Listing.of(saved));
  }

  /** A directory that could not be opened is saved as an empty one. */
  private Entry withoutListing(Entry entry) {
    boolean unopened = entry.body() instanceof Body.Listed listed && listed.listing().size() == 0;
    return unopened ? entry.withBody(save(Listing.EMPTY)) : entry;
  }

  /** A directory whose tree is in the sink already. */
  Body.Saved keep(BlobId tree, Listing listing) {
    if (table != null) {
      table.add(tree, listing);
    }
    return new Body.Saved(tree);
  }
}
