package io.holdfast.usage.oracle;

import io.holdfast.usage.database.FileRow;
import io.holdfast.usage.database.Ledger;
import io.holdfast.usage.database.Reference;
import io.holdfast.usage.disk.Durable;
import io.holdfast.usage.disk.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Follows every reference from the database to its file or large object: there, long enough, right
 * hash. Those to Redis are followed where the sessions are read, by {@link ActualBill}.
 */
final class Closure {
  private Closure() {}

  /** One sentence for each reference that does not hold. */
  static List<String> dangling(Home home, Ledger ledger) throws IOException, SQLException {
    var found = new ArrayList<>(objects(ledger));
    for (var reference : Reference.values()) {
      for (var row : ledger.files(reference)) {
        var file = ActualBill.locate(home, reference, row);
        var wrong = check(reference, row, file);
        if (!wrong.isEmpty()) {
          found.add("%s: %s %s".formatted(reference.table(), row.path(), wrong));
        }
      }
    }
    return found;
  }

  /** Large objects lie in the database too, but a restore may have left them out. */
  private static List<String> objects(Ledger ledger) throws SQLException {
    var found = new ArrayList<String>();
    for (var row : ledger.objects(Integer.MAX_VALUE)) {
      var expected = row.row().state();
      var content = ledger.object(row.object());
      if (content.isEmpty()) {
        found.add("interworkflow_object: %s is missing".formatted(expected.path()));
      } else if (!Durable.sha256(content.get(), content.get().length).equals(expected.sha256())) {
        found.add("interworkflow_object: %s has another SHA-256".formatted(expected.path()));
      }
    }
    return found;
  }

  private static String check(Reference reference, FileRow row, Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return "is missing";
    }
    long expected = row.state().length();
    long length = Files.size(file);
    if (length < expected || length > expected && !reference.growing()) {
      return "has %d bytes, not %d".formatted(length, expected);
    }
    return sha256(file, expected).equals(row.state().sha256()) ? "" : "has another SHA-256";
  }

  private static String sha256(Path file, long length) throws IOException {
    var digest = Durable.sha256();
    var buffer = new byte[1 << 16];
    try (var in = Files.newInputStream(file)) {
      long left = length;
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          break;
        }
        digest.update(buffer, 0, read);
        left -= read;
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
