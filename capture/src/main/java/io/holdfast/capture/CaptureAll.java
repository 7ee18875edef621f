package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Stat;
import io.holdfast.vault.BlobSink;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.Tree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One pass that is the whole capture: each directory is saved as soon as everything in it is. */
final class CaptureAll implements Pass {
  private final ContentReader reader;
  private final BlobSink sink;
  private final Nodes nodes;
  private final Notes notes;

  CaptureAll(ContentReader reader, BlobSink sink, Nodes nodes, Notes notes) {
    this.reader = reader;
    this.sink = sink;
    this.nodes = nodes;
    this.notes = notes;
  }

  @Override
  public String name() {
    return "capture";
  }

  @Override
  public Stat stat(Directory directory, FileName name) throws IOException {
    return directory.stat(name);
  }

  @Override
  public Entry entry(
      Visit at, Directory directory, FileName name, Stat stat, @Nullable Entry before)
      throws IOException {
    Entry entry;
    if (!stat.isRegular()) {
      entry = Metadata.unopened(directory, name, stat, before, null);
    } else {
      Entry captured = WarmRound.captured(before, stat);
      entry = captured == null ? reader.read(at, directory, name) : captured;
    }
    notes.captured(entry.stat(), entry.stat().size());
    return entry;
  }

  @Override
  public Entry directory(Visit visit, Directory directory, Stat stat, Listing listing)
      throws IOException {
    notes.captured(stat, 0);
    Body saved = save(listing, sink, nodes);
    return Metadata.directory(visit, directory, stat, saved, null);
  }

  /** All entries must be saved. */
  static Body.Saved save(Listing listing, BlobSink sink, Nodes nodes) {
    List<Node> children = new ArrayList<>(listing.size());
    for (int i = 0; i < listing.size(); i++) {
      Entry entry = listing.get(i);
      boolean unopened =
          entry.body() instanceof Body.Listed listed && listed.listing().size() == 0;
      children.add(nodes.of(unopened ? entry.withBody(save(Listing.EMPTY, sink, nodes)) : entry));
    }
    return new Body.Saved(sink.save(new Tree(children)));
  }
}
