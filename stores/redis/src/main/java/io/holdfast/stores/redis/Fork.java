package io.holdfast.stores.redis;

import io.holdfast.platform.Clock;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server's state at one instant, held by the child that it forked for a replica that we are. The
 * instant is after the one in which {@code floor} was read.
 *
 * @param replid and {@code offset} in the server's stream of changes, at the fork
 * @param floor the offset that the server, or a replica's master, had before
 * @param before what the server said of itself then
 * @param diskless whether the child writes to us and not to the server's disk
 * @param replica the connection on which the RDB follows
 */
record Fork(
    String replid, long offset, long floor, Info before, boolean diskless, RespConnection replica) {
  private static final Duration LOOK = Duration.ofMillis(5);
  private static final Duration CATCH_UP = Duration.ofSeconds(10);
  private static final Pattern ANSWER = Pattern.compile("\\+FULLRESYNC ([0-9a-f]+) (\\d+)");

  private record Answer(String replid, long offset) {}

  /**
   * Has the server fork.
   *
   * @param patience how long another child of the server is waited for
   * @throws io.holdfast.model.error.HoldfastException HF-107, HF-218 or HF-219
   */
  static Fork of(Address address, RespConnection control, Clock clock, Duration patience)
      throws IOException {
    long giveUp = clock.nanos() + patience.toNanos();
    boolean diskless = isImmediateWithoutDisk(control);
    while (true) {
      Info info = awaitNoChild(address, control, clock, giveUp);
      long floor = floor(address, control, info, clock, giveUp);
      RespConnection replica = address.connect();
      try {
        Answer answer = ask(address, replica, diskless, clock, giveUp);
        boolean counted = info.isOn("repl_backlog_active");
        if (counted && !answer.replid.equals(info.text("master_replid"))) {
          throw ServerErrors.failed(address, "it changed its role meanwhile", null);
        }
        if (answer.offset >= floor) {
          return new Fork(answer.replid, answer.offset, floor, info, diskless, replica);
        }
      } catch (IOException | RuntimeException failed) {
        replica.close();
        throw failed;
      }
      // The save was begun for another replica before we asked, so it is not of this window.
      replica.close();
      refuseIfLate(address, clock, giveUp);
      clock.sleep(LOOK);
    }
  }

  /** With {@code capa eof} and a delay, the server would wait before it forks. */
  private static boolean isImmediateWithoutDisk(RespConnection control) throws IOException {
    try {
      return configured(control, "repl-diskless-sync").equals("yes")
          && configured(control, "repl-diskless-sync-delay").equals("0");
    } catch (ServerRefusal notForUsToSee) {
      return false;
    }
  }

  /** Empty where the server has no such setting. */
  static String configured(RespConnection control, String setting) throws IOException {
    return control.call("CONFIG", "GET", setting) instanceof Reply.Many many
            && many.all().size() == 2
        ? many.all().get(1).words()
        : "";
  }

  private static Info awaitNoChild(
      Address address, RespConnection control, Clock clock, long giveUp) throws IOException {
    while (true) {
      Info info = Info.of(control);
      if (!info.hasChild()) {
        return info;
      }
      refuseIfLate(address, clock, giveUp);
      clock.sleep(LOOK);
    }
  }

  private static void refuseIfLate(Address address, Clock clock, long giveUp) {
    if (clock.nanos() - giveUp > 0 || Thread.currentThread().isInterrupted()) {
      throw ServerErrors.failed(
          address,
          "another save or rewrite has been going on for too long, and there is no second one"
              + " beside it",
          null);
    }
  }

  /** The least offset that a fork of now has. */
  private static long floor(
      Address address, RespConnection control, Info info, Clock clock, long patienceEnds)
      throws IOException {
    if (info.isMaster()) {
      return info.number("master_repl_offset");
    }
    Address master = address.to(info.text("master_host"), (int) info.number("master_port"));
    if (!info.text("master_link_status").equals("up") || info.isOn("master_sync_in_progress")) {
      throw ServerErrors.failed(
          address, "it is a replica without a link to its " + master + ", and may be behind", null);
    }
    long floor;
    try (RespConnection connection = master.connect()) {
      Info ofMaster = Info.of(connection);
      if (!ofMaster.isMaster()) {
        throw ServerErrors.failed(
            address, "it is a replica of a replica; name one that is nearer to the master", null);
      }
      floor = ofMaster.number("master_repl_offset");
    } catch (IOException unreachable) {
      throw ServerErrors.of(
          address,
          "it is a replica, and whether it is behind its " + master + " cannot be asked",
          unreachable);
    }
    long giveUp = Math.min(patienceEnds, clock.nanos() + CATCH_UP.toNanos());
    long here = info.number("slave_repl_offset");
    while (here < floor) {
      if (clock.nanos() - giveUp > 0 || Thread.currentThread().isInterrupted()) {
        throw ServerErrors.failed(
            address,
            "it is a replica and %d bytes behind its %s".formatted(floor - here, master),
            null);
      }
      clock.sleep(LOOK);
      here = Info.of(control).number("slave_repl_offset");
    }
    return floor;
  }

  private static Answer ask(
      Address address, RespConnection replica, boolean diskless, Clock clock, long giveUp)
      throws IOException {
    try {
      announce(replica, "rdb-only", "1");
      if (diskless) {
        announce(replica, "capa", "eof");
      }
      replica.send("PSYNC", "?", "-1");
      replica.flush();
      while (true) {
        String line = replica.line();
        Matcher answer = ANSWER.matcher(line);
        if (answer.matches()) {
          return new Answer(answer.group(1), Long.parseLong(answer.group(2)));
        }
        if (!line.isEmpty()) {
          throw new ServerRefusal("PSYNC", line.startsWith("-") ? line.substring(1) : line);
        }
        refuseIfLate(address, clock, giveUp);
      }
    } catch (ServerRefusal refusal) {
      throw refusal.isOfCommand()
          ? ServerErrors.forbidden(address, refusal)
          : ServerErrors.of(address, "it does not fork", refusal);
    } catch (SocketTimeoutException silent) {
      throw ServerErrors.of(address, "it does not answer to PSYNC", silent);
    }
  }

  /** Older servers do not know all of them, and do without. */
  private static void announce(RespConnection replica, String what, String value)
      throws IOException {
    try {
      replica.call("REPLCONF", what, value);
    } catch (ServerRefusal refusal) {
      if (refusal.isOfCommand()) {
        throw refusal;
      }
    }
  }

  /**
   * Whether a server lets itself be read so, without having it fork: it is asked to go on from an
   * offset that is none. Older servers than 7.0 would fork all the same, and are not asked.
   */
  static void refuseIfForbidden(Address address, Info info) throws IOException {
    if (info.major() < 7) {
      return;
    }
    try (RespConnection probe = address.connect()) {
      probe.call("REPLCONF", "rdb-only", "1");
      probe.call("PSYNC", "?", "none");
    } catch (ServerRefusal refusal) {
      if (refusal.isOfCommand()) {
        throw ServerErrors.forbidden(address, refusal);
      }
    }
  }
}
