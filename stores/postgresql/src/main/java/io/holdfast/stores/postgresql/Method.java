package io.holdfast.stores.postgresql;

import io.holdfast.model.progress.Progress;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.Entries;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import tools.jackson.databind.node.ObjectNode;

/** One of the two ways in which a server's data becomes a member of a set. */
interface Method {
  /** Everything that could fail after processing was suspended is tried while it runs. */
  void prepare(Connection side, ServerFacts facts, Progress progress) throws SQLException;

  /**
   * Names the point in the server's write-ahead log, inside the window.
   *
   * @return what it is called and where it is; empty if it has no name
   */
  String namePoint(Connection side, ServerFacts facts, String name) throws SQLException;

  /**
   * Stores exactly the point.
   *
   * @param snapshot held since the point
   * @param evidence what is known so far; more is put into it
   * @param entries with the time of the point
   */
  CapturedMember take(
      HeldSnapshot snapshot,
      DatabaseDescription description,
      ServerFacts facts,
      ObjectNode evidence,
      Entries entries,
      Progress progress)
      throws IOException, SQLException;
}
