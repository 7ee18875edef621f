package io.holdfast.bench.loops;

import io.holdfast.platform.FileName;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import io.holdfast.vault.tree.Tree;
import io.holdfast.vault.tree.TreeCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A directory of a thousand files, to JSON and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class TreeLoops {
  private static final int FILES = 1_000;

  private final Tree tree = tree();
  private final byte[] json = TreeCodec.encode(tree);

  private static Tree tree() {
    SplittableRandom random = new SplittableRandom(1);
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      nodes.add(file("f%06d".formatted(i), random));
    }
    return new Tree(nodes);
  }

  private static Node file(String name, SplittableRandom random) {
    Instant time = Instant.ofEpochSecond(1_760_000_000L, random.nextInt(1_000_000_000));
    byte[] id = new byte[32];
    random.nextBytes(id);
    return new Node(
        FileName.of(name),
        NodeType.FILE,
        0644,
        time,
        time,
        time,
        1000,
        1000,
        "usage",
        "usage",
        random.nextInt(10_000_000),
        0,
        random.nextInt(20_000),
        1,
        null,
        List.of(),
        0,
        List.of(BlobId.of(id)),
        null);
  }

  @Benchmark
  public byte[] encode() {
    return TreeCodec.encode(tree);
  }

  @Benchmark
  public Tree decode() {
    return TreeCodec.decode(json);
  }
}
