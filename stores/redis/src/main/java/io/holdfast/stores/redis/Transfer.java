package io.holdfast.stores.redis;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One server's fork on its way into staging, on a thread of its own: the fork is awaited inside the
 * window, the rest after it. The server is not held meanwhile: what it sends is taken at once.
 */
final class Transfer implements AutoCloseable {
  private final Topology.Node node;
  private final Path file;
  private final Clock clock;
  private final Duration patience;
  private final CompletableFuture<Fork> forked = new CompletableFuture<>();
  private final CompletableFuture<Spooled> spooled = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean given;
  private volatile @Nullable RespConnection control;

  /**
   * @param after what the server said of itself when it had sent everything; empty if it no longer
   *     answered, which does its RDB no harm
   */
  record Spooled(long bytes, Optional<Info> after) {}

  private Transfer(Topology.Node node, Path file, Clock clock, Duration patience) {
    this.node = node;
    this.file = file;
    this.clock = clock;
    this.patience = patience;
    this.thread = Thread.ofPlatform().daemon().name("fork-" + node.name()).unstarted(this::run);
  }

  static Transfer begin(Topology.Node node, Path file, Clock clock, Duration patience) {
    Transfer transfer = new Transfer(node, file, clock, patience);
    transfer.thread.start();
    return transfer;
  }

  private void run() {
    try (RespConnection connection = node.address().connect()) {
      control = connection;
      refuseIfGivenUp();
      Fork fork = Fork.of(node.address(), connection, clock, patience);
      try (RespConnection replica = fork.replica()) {
        forked.complete(fork);
        refuseIfGivenUp();
        long bytes = Spool.take(replica, file);
        spooled.complete(new Spooled(bytes, after()));
      }
    } catch (IOException failed) {
      fail(ServerErrors.of(node.address(), "what its fork sends did not come whole", failed));
    } catch (RuntimeException failed) {
      fail(failed);
    } finally {
      // Whoever waits must not wait for a thread that an Error has ended; nothing if all is done.
      fail(new IllegalStateException("the transfer from " + node.address() + " broke off"));
    }
  }

  /** By a connection of now: one that was idle for as long may have been ended. */
  private Optional<Info> after() {
    try (RespConnection connection = node.address().connect()) {
      return Optional.of(Info.of(connection));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private void refuseIfGivenUp() throws IOException {
    if (given) {
      throw new IOException("it was given up");
    }
  }

  private void fail(RuntimeException failure) {
    forked.completeExceptionally(failure);
    spooled.completeExceptionally(failure);
  }

  Topology.Node node() {
    return node;
  }

  Path file() {
    return file;
  }

  /** Waits for the fork; processing waits too. */
  Fork awaitFork() {
    return await(forked);
  }

  /** Waits until the fork's RDB is in staging, whole by its announced length. */
  Spooled awaitSpooled() {
    return await(spooled);
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException known
          ? known
          : new CompletionException(failed.getCause());
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
  }

  private static HoldfastException interrupted(InterruptedException interrupted) {
    Thread.currentThread().interrupt();
    return new HoldfastException(
        ErrorCode.INTERRUPTED,
        "The work was interrupted while a Redis was waited for",
        ServerErrors.SAFE,
        "Run the command again.",
        interrupted);
  }

  /** The server notices the closed connection, and its child ends if nobody else needs it. */
  @Override
  public void close() {
    given = true;
    thread.interrupt();
    RespConnection open = control;
    if (open != null) {
      open.close();
    }
    if (forked.isDone() && !forked.isCompletedExceptionally()) {
      forked.join().replica().close();
    }
  }
}
