package io.holdfast.stores.postgresql.wal;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.FileName;
import io.holdfast.stores.Entries;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSink;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.Content;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import io.holdfast.vault.tree.Tree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The write-ahead log of one era as a directory in the vault: {@code TIMELINE/LOG/SEGMENT}, beside
 * the timelines' histories. It grows at its end and nowhere else; what would leave a gap is
 * refused. Adding to it makes new blobs of what is added, and new trees on the way to the last
 * segment; the rest is known by its id alone.
 */
public final class WalTree {
  private static final String HISTORY = ".history";

  private final int segmentBytes;
  private final TreeMap<FileName, Node> timelines = new TreeMap<>();
  private final TreeMap<FileName, Node> logs = new TreeMap<>();
  private final TreeMap<FileName, Node> segments = new TreeMap<>();
  private int timeline;
  private Lsn end;
  private Segment last;

  /**
   * @param start the beginning of a segment
   */
  public WalTree(int segmentBytes, int timeline, Lsn start) {
    this.segmentBytes = segmentBytes;
    this.timeline = timeline;
    this.end = start;
    this.last = Segment.holding(start, timeline, segmentBytes);
    if (!last.start().equals(start)) {
      throw new IllegalArgumentException(start + " is not the beginning of a segment");
    }
  }

  /** One that was saved; reads only the way to its end. */
  public static WalTree load(
      BlobSource source, BlobId tree, int segmentBytes, int timeline, Lsn end) {
    Segment last = Segment.holding(end, timeline, segmentBytes);
    WalTree loaded = new WalTree(segmentBytes, timeline, last.start());
    enter(source, tree, loaded.timelines);
    open(source, loaded.timelines, Segment.name(timeline), loaded.logs);
    open(source, loaded.logs, last.log(), loaded.segments);
    Node node = loaded.segments.get(FileName.of(last.name()));
    loaded.end = last.start().plus(node == null ? 0 : node.size());
    if (!loaded.end.equals(end)) {
      throw new HoldfastException(
          ErrorCode.OBJECT_DAMAGED,
          "The write-ahead log in the vault ends at %s and not, as is written there, at %s"
              .formatted(loaded.end, end),
          "Nothing was changed.",
          "Run 'holdfast vault check'; begin a new era with a base backup.");
    }
    return loaded;
  }

  private static void open(
      BlobSource source, TreeMap<FileName, Node> in, String name, TreeMap<FileName, Node> into) {
    Node directory = in.get(FileName.of(name));
    if (directory != null && directory.subtree() instanceof BlobId tree) {
      enter(source, tree, into);
    }
  }

  private static void enter(BlobSource source, BlobId tree, TreeMap<FileName, Node> into) {
    source.tree(tree).nodes().forEach(node -> into.put(node.name(), node));
  }

  /** The place behind the last byte. */
  public Lsn end() {
    return end;
  }

  public int timeline() {
    return timeline;
  }

  /**
   * Adds what comes next, as new blobs.
   *
   * @param at must be {@link #end}
   * @param entries with the time of this step
   */
  public void append(Lsn at, byte[] bytes, BlobSink sink, Entries entries) throws IOException {
    if (!at.equals(end)) {
      throw gap(at);
    }
    int done = 0;
    while (done < bytes.length) {
      if (end.equals(last.end())) {
        begin(last.next(), sink, entries);
      }
      int here = (int) Math.min(bytes.length - done, last.end().since(end));
      Content added = sink.save(new ByteArrayInputStream(bytes, done, here));
      FileName name = FileName.of(last.name());
      Node before = segments.get(name);
      segments.put(name, entries.file(name, before == null ? added : joined(before, added)));
      done += here;
      end = end.plus(here);
    }
  }

  private static Content joined(Node before, Content added) {
    List<BlobId> blobs = new ArrayList<>(before.content());
    blobs.addAll(added.blobs());
    return new Content(blobs, before.size() + added.length());
  }

  private void begin(Segment next, BlobSink sink, Entries entries) {
    if (!next.log().equals(last.log())) {
      close(last.log(), segments, logs, sink, entries);
      segments.clear();
    }
    last = next;
  }

  /**
   * Goes on with the timeline that branched off. Its first segment repeats the old timeline's up to
   * the branch, so the log goes on from that segment's beginning.
   *
   * @param branch where the new timeline begins; not behind {@link #end}
   * @param history the server's file for the new timeline
   */
  public void follow(int next, Lsn branch, byte[] history, BlobSink sink, Entries entries)
      throws IOException {
    if (next <= timeline || end.isBefore(branch)) {
      throw gap(branch);
    }
    save(sink, entries);
    FileName name = FileName.of(Segment.name(next) + HISTORY);
    timelines.put(name, entries.file(name, sink.save(new ByteArrayInputStream(history))));
    logs.clear();
    segments.clear();
    timeline = next;
    last = Segment.holding(branch, next, segmentBytes);
    end = last.start();
  }

  /** The same log without what lies before a segment of the timeline that it is on. */
  WalTree since(Segment first, BlobSource source, BlobSink sink, Entries entries) {
    save(sink, entries);
    WalTree rest = new WalTree(segmentBytes, timeline, last.start());
    rest.end = end;
    FileName firstLog = FileName.of(first.log());
    FileName firstSegment = FileName.of(first.name());
    timelines.forEach(
        (name, node) -> {
          if (node.type() == NodeType.FILE) {
            rest.timelines.put(name, node);
          }
        });
    rest.logs.putAll(logs.tailMap(firstLog, true));
    rest.segments.putAll(segments.tailMap(firstSegment, true));
    if (rest.logs.containsKey(firstLog) && !first.log().equals(last.log())) {
      TreeMap<FileName, Node> within = new TreeMap<>();
      open(source, rest.logs, first.log(), within);
      within.headMap(firstSegment).clear();
      close(first.log(), within, rest.logs, sink, entries);
    }
    return rest;
  }

  /** Saves what is new; the directory's id. */
  public BlobId save(BlobSink sink, Entries entries) {
    if (!segments.isEmpty()) {
      close(last.log(), segments, logs, sink, entries);
    }
    if (!logs.isEmpty()) {
      close(Segment.name(timeline), logs, timelines, sink, entries);
    }
    return sink.save(new Tree(List.copyOf(timelines.values())));
  }

  private static void close(
      String name,
      TreeMap<FileName, Node> directory,
      TreeMap<FileName, Node> in,
      BlobSink sink,
      Entries entries) {
    BlobId tree = sink.save(new Tree(List.copyOf(directory.values())));
    FileName called = FileName.of(name);
    Node before = in.get(called);
    if (before == null || before.type() != NodeType.DIRECTORY || !tree.equals(before.subtree())) {
      in.put(called, entries.directory(called, tree));
    }
  }

  private HoldfastException gap(Lsn at) {
    return new HoldfastException(
        ErrorCode.STORE_FAILED,
        "The write-ahead log in the vault ends at %s on timeline %d, and what the server sends begins at %s"
            .formatted(end, timeline, at),
        "What is in the vault stays recoverable up to its end.",
        "Take a base backup: it begins a new era.");
  }
}
