package io.holdfast.usage.workflow;

import io.holdfast.usage.suspension.Gate;
import io.holdfast.usage.suspension.Worker;
import java.util.concurrent.Callable;

/**
 * Runs one worker: enter the gate, do one piece of work, leave. Any failure aborts the worker until
 * the next start, because its memory may then be ahead of the database; recovery puts both in step
 * again.
 */
public final class BatchLoop implements Runnable {
  private final Gate gate;
  private final Worker worker;
  private final long idleMillis;
  private final Callable<Boolean> work;
  private final EngineLog log;

  /** {@code work} says whether there was anything to do; if not, the loop rests a while. */
  public BatchLoop(
      Gate gate, Worker worker, long idleMillis, Callable<Boolean> work, EngineLog log) {
    this.gate = gate;
    this.worker = worker;
    this.idleMillis = idleMillis;
    this.work = work;
    this.log = log;
  }

  @Override
  public void run() {
    try {
      while (gate.enter(worker)) {
        long before = gate.signals();
        if (once()) {
          gate.signal(); // What was done here may be work for another.
        } else if (!worker.aborted()) {
          gate.pause(idleMillis, before);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  // A broken invariant must show in the status like any other failure, whatever its type.
  private boolean once() throws InterruptedException {
    try {
      return work.call();
    } catch (InterruptedException stopped) {
      throw stopped;
    } catch (Exception | Error failed) {
      worker.abort(failed.getMessage() == null ? failed.toString() : failed.getMessage());
      log.write("%s aborted: %s".formatted(worker.name(), failed));
      return false;
    } finally {
      gate.leave(worker);
    }
  }
}
