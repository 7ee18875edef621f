package io.holdfast.stores.postgresql;

import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Disk;
import io.holdfast.platform.FileName;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.Entries;
import io.holdfast.stores.StoreContext;
import io.holdfast.vault.BlobSink;
import io.holdfast.vault.Content;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.Tree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings exactly what a snapshot sees into the vault: {@code dump/} in pg_dump's directory format,
 * {@code database.json}, and {@code globals.sql} where the server shows its roles.
 */
final class Dump {
  /** The member's directory that {@code pg_restore} takes. */
  static final String DIRECTORY = "dump";

  private static final String GLOBALS = "globals.sql";
  private static final int JOBS_AT_MOST = 8;
  private static final int LOOK_MILLIS = 50;

  /** Someone may wait for an exclusive lock behind ours; then pg_dump would wait behind both. */
  private static final String LOCK_WAIT_MILLIS = "60000";

  private final Address address;
  private final Programs programs;
  private final StoreContext context;
  private final Entries entries;
  private final HeldSnapshot snapshot;

  Dump(
      Address address,
      Programs programs,
      StoreContext context,
      Entries entries,
      HeldSnapshot snapshot) {
    this.address = address;
    this.programs = programs;
    this.context = context;
    this.entries = entries;
    this.snapshot = snapshot;
  }

  CapturedMember take(
      DatabaseDescription description, ServerFacts facts, ObjectNode evidence, Progress progress)
      throws IOException {
    Path directory = context.work().resolve(DIRECTORY);
    Disk.deleteTree(directory);
    try (Progress.Phase phase =
        progress.begin("dumping " + address.database(), Progress.Unit.BYTES, facts.bytes())) {
      FinishedFiles files =
          new FinishedFiles(directory, context.sink(), entries, phase, facts.bytes());
      run(directory, files);
      phase.total(files.bytes());
      List<Node> nodes = new ArrayList<>();
      nodes.add(
          entries.directory(FileName.of(DIRECTORY), context.sink().save(new Tree(files.nodes()))));
      nodes.add(save(DatabaseDescription.FILE, new ByteArrayInputStream(description.toBytes())));
      evidence.put("globals", globals(nodes));
      evidence.put("programs", programs.major());
      evidence.put("jobs", jobs());
      BlobSink sink = context.sink();
      long bytes = nodes.stream().mapToLong(Node::size).sum() + files.bytes();
      return new CapturedMember(
          entries.directory(FileName.of("database"), sink.save(new Tree(nodes))),
          files.nodes().size() + nodes.size() - 1,
          bytes,
          evidence,
          List.of());
    }
  }

  private void run(Path directory, FinishedFiles files) throws IOException {
    Path log = context.work().resolve("pg_dump.log");
    List<String> command =
        List.of(
            programs.program("pg_dump"),
            "--format=directory",
            "--jobs=" + jobs(),
            "--compress=0",
            "--no-password",
            "--lock-wait-timeout=" + LOCK_WAIT_MILLIS,
            "--snapshot=" + snapshot.id(),
            "--file=" + directory);
    try (ProgramRun dump = new ProgramRun(command, address.environment(), log)) {
      while (!dump.ended(LOOK_MILLIS)) {
        files.takeWhileRunning(dump.process());
      }
      if (!dump.failure().isEmpty()) {
        throw ServerErrors.ofProgram(address, "pg_dump", dump.failure());
      }
    }
    files.takeTheRest();
  }

  private int jobs() {
    return Math.clamp(context.threads(), 1, JOBS_AT_MOST);
  }

  /**
   * Roles and tablespaces belong to the server and not to the database; without passwords, which
   * are only for superusers to see and have no business in a backup of one database.
   */
  private String globals(List<Node> nodes) throws IOException {
    if (!programs.has("pg_dumpall")) {
      return "names only: there is no pg_dumpall in " + programs.directory();
    }
    Path file = context.work().resolve(GLOBALS);
    String failure =
        ProgramRun.run(
            List.of(
                programs.program("pg_dumpall"),
                "--globals-only",
                "--no-role-passwords",
                "--no-password",
                "--file=" + file),
            address.environment(),
            context.work().resolve("pg_dumpall.log"));
    if (!failure.isEmpty()) {
      return "names only: " + failure;
    }
    try (InputStream stream = Disk.open(file)) {
      nodes.add(save(GLOBALS, stream));
    }
    return "pg_dumpall";
  }

  private Node save(String name, InputStream stream) throws IOException {
    Content content = context.sink().save(stream);
    return entries.file(FileName.of(name), content);
  }
}
