package io.holdfast.usage.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.usage.suspension.Gate;
import io.holdfast.usage.suspension.Time;
import io.holdfast.usage.suspension.Worker;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchLoopTest {
  private static final long LONG = TimeUnit.MINUTES.toMillis(10);

  @TempDir Path directory;
  private final Gate gate = new Gate(Time.system());

  private Thread run(String name, java.util.concurrent.Callable<Boolean> work) {
    Worker worker = new Worker(name, Worker.Kind.BATCH, false);
    return Thread.ofPlatform()
        .start(new BatchLoop(gate, worker, LONG, work, new EngineLog(directory)));
  }

  private void end(List<Thread> threads) throws InterruptedException {
    gate.stop();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Test
  @DisplayName("Workflows that find nothing to do let each other rest")
  void rest() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    CountDownLatch allLooked = new CountDownLatch(3);
    List<Thread> threads =
        Stream.of("one", "two", "three")
            .map(
                name ->
                    run(
                        name,
                        () -> {
                          looks.incrementAndGet();
                          allLooked.countDown();
                          return false;
                        }))
            .toList();
    assertThat(allLooked.await(60, TimeUnit.SECONDS)).isTrue();
    Thread.sleep(300);
    assertThat(looks).as("one look each, before a long rest").hasValue(3);
    end(threads);
  }

  @Test
  @DisplayName("What one workflow has done wakes the others at once")
  void wake() throws Exception {
    AtomicBoolean there = new AtomicBoolean();
    CountDownLatch looked = new CountDownLatch(1);
    CountDownLatch found = new CountDownLatch(1);
    Thread resting =
        run(
            "aggregation",
            () -> {
              looked.countDown();
              if (there.get()) {
                found.countDown();
              }
              return false;
            });
    assertThat(looked.await(60, TimeUnit.SECONDS)).isTrue();
    Thread working = run("collection", () -> !there.getAndSet(true));
    assertThat(found.await(60, TimeUnit.SECONDS)).isTrue();
    end(List.of(resting, working));
  }
}
