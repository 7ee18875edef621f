package io.holdfast.engine;

import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.progress.Progress;
import io.holdfast.model.set.Doubt;
import io.holdfast.model.set.Point;
import io.holdfast.platform.Clock;
import io.holdfast.platform.FileName;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.LogContext;
import io.holdfast.stores.LogRecovery;
import io.holdfast.stores.Readiness;
import io.holdfast.stores.ReferenceRows;
import io.holdfast.stores.Store;
import io.holdfast.stores.StoreContext;
import io.holdfast.stores.StoreProvider;
import io.holdfast.stores.StoreRestore;
import io.holdfast.stores.Unproved;
import io.holdfast.vault.BlobSink;
import io.holdfast.vault.Content;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import io.holdfast.vault.tree.Tree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stores of both kinds that write down what is asked of them as {@code STEP STORE}, and do whatever
 * a test has put at such a step. Each captures one file, {@code content}, with seven bytes.
 */
final class FakeStores {
  private static final Instant TIME = Instant.parse("2026-11-22T03:00:00Z");

  private final List<String> events = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Runnable> hooks = new HashMap<>();
  private final Map<String, List<Doubt>> doubts = new HashMap<>();
  private final Map<String, StoreContext> contexts = new HashMap<>();
  private final List<ReferenceRows.Row> rows = new ArrayList<>();
  private final Map<String, Deque<Object>> answers = new HashMap<>();
  private final Map<String, Consumer<Progress>> fixings = new HashMap<>();
  private final List<Rule.Sweep> sweeps = Collections.synchronizedList(new ArrayList<>());
  private Optional<LogRecovery> log = Optional.empty();

  Providers providers() {
    return Providers.of(
        List.of(
            new Provider("files", StoreProvider.Role.DISK),
            new Provider("derby", StoreProvider.Role.SYSTEM_DATABASE)));
  }

  /** At {@code STEP STORE}, before it is done. */
  FakeStores at(String event, Runnable hook) {
    hooks.put(event, hook);
    return this;
  }

  /** The database has a log in the vault. */
  FakeStores log(LogRecovery of) {
    log = Optional.of(of);
    return this;
  }

  /** What a step answers, call by call; the last answer stays. */
  FakeStores answers(String event, Object... inOrder) {
    answers.put(event, new ArrayDeque<>(List.of(inOrder)));
    return this;
  }

  /** What the fixing of a store does besides, with the progress that it is given. */
  FakeStores fixing(String store, Consumer<Progress> work) {
    fixings.put(store, work);
    return this;
  }

  /** How each fixing was to look for changes. */
  List<Rule.Sweep> sweeps() {
    return sweeps;
  }

  @SuppressWarnings("unchecked")
  private <T> T answer(String event, T otherwise) {
    Deque<Object> left = answers.get(event);
    if (left == null) {
      return otherwise;
    }
    return (T) (left.size() > 1 ? left.removeFirst() : left.getFirst());
  }

  FakeStores doubt(String store, Doubt... of) {
    doubts.put(store, List.of(of));
    return this;
  }

  /** A row of the reference query. */
  FakeStores row(String path, long length) {
    rows.add(new ReferenceRows.Row(path, OptionalLong.of(length), Optional.empty()));
    return this;
  }

  List<String> events() {
    return events;
  }

  StoreContext contextOf(String store) {
    StoreContext context = contexts.get(store);
    if (context == null) {
      throw new AssertionError("Store " + store + " was never opened");
    }
    return context;
  }

  private void event(String step, String store) {
    String event = step + " " + store;
    events.add(event);
    hooks.getOrDefault(event, () -> {}).run();
  }

  /** A tree with the one file. */
  static Node tree(BlobSink sink, String name) {
    try {
      Content content =
          sink.save(new ByteArrayInputStream("content".getBytes(StandardCharsets.UTF_8)));
      Node file =
          node("content", NodeType.FILE, 0644).withContent(content.blobs(), content.length());
      return node(name, NodeType.DIRECTORY, 0755).withSubtree(sink.save(new Tree(List.of(file))));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  static Node node(String name, NodeType type, int permissions) {
    return new Node(
        FileName.of(name),
        type,
        permissions,
        TIME,
        TIME,
        TIME,
        0,
        0,
        "",
        "",
        0,
        0,
        0,
        1,
        null,
        List.of(),
        0,
        List.of(),
        null);
  }

  private final class Provider implements StoreProvider {
    private final String kind;
    private final Role role;

    Provider(String kind, Role role) {
      this.kind = kind;
      this.role = role;
    }

    @Override
    public String kind() {
      return kind;
    }

    @Override
    public Role role() {
      return role;
    }

    @Override
    public List<Path> ownedPaths(StoreSpec spec) {
      return spec instanceof StoreSpec.Derby derby ? List.of(derby.directory()) : List.of();
    }

    @Override
    public Store open(StoreSpec spec, StoreContext context) {
      event("open", spec.name());
      contexts.put(spec.name(), context);
      return new Fake(spec.name(), kind, context);
    }

    @Override
    public StoreRestore restore(Clock clock, int threads) {
      return new FakeRestore();
    }

    @Override
    public Optional<LogRecovery> logRecovery(StoreSpec spec, LogContext context) {
      return role == Role.SYSTEM_DATABASE ? log : Optional.empty();
    }
  }

  /** Restores nothing; a restored database has the rows that the captured one had. */
  private final class FakeRestore implements StoreRestore {
    @Override
    public List<String> restore(
        io.holdfast.vault.BlobSource source, Node root, Path target, Progress progress) {
      return List.of();
    }

    @Override
    public OpenedDatabase open(Path directory, Path work) {
      return new OpenedDatabase() {
        @Override
        public ReferenceRows references(String query) {
          return rows::forEach;
        }

        @Override
        public void close() {}
      };
    }
  }

  private final class Fake implements Store {
    private final String name;
    private final String kind;
    private final StoreContext context;

    Fake(String name, String kind, StoreContext context) {
      this.name = name;
      this.kind = kind;
      this.context = context;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String kind() {
      return kind;
    }

    @Override
    public Readiness prepare(Progress progress) {
      event("prepare", name);
      return answer("prepare " + name, Readiness.READY);
    }

    @Override
    public void mark() {
      event("mark", name);
    }

    @Override
    public List<String> restless() {
      return answer("restless " + name, List.of());
    }

    @Override
    public Unproved prove(Progress progress) {
      event("prove", name);
      return answer("prove " + name, Unproved.NOTHING);
    }

    @Override
    public Point fix(Rule.Sweep sweep, Progress progress) {
      Instant from = context.clock().now();
      sweeps.add(sweep);
      event("fix", name);
      fixings.getOrDefault(name, none -> {}).accept(progress);
      return new Point(from, context.clock().now());
    }

    @Override
    public CapturedMember complete(Progress progress) {
      event("complete", name);
      return new CapturedMember(
          tree(context.sink(), name),
          1,
          7,
          JsonMapper.shared().createObjectNode().put("method", "fake"),
          doubts.getOrDefault(name, List.of()));
    }

    @Override
    public ReferenceRows references(String query) {
      event("references", name);
      return rows::forEach;
    }

    @Override
    public void close() {
      event("close", name);
    }
  }
}
