package io.holdfast.vault;

import io.holdfast.vault.faults.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;

/**
 * Lets one of several programs go on at a time, from one call to the store to the next, in an order
 * that a seed decides. Some sleep through many turns of the others, and some are killed.
 */
final class Turns {
  /** A program that takes turns. Any of its threads may call, one at a time. */
  final class Seat {
    private final Semaphore turn = new Semaphore(0);
    private final String name;
    private Fault fate = Fault.NONE;
    private boolean done;
    private int asleepUntil;

    private Seat(String name) {
      this.name = name;
    }

    /** Waits for the next turn, and tells what becomes of the call. */
    Fault await() {
      arrived.release();
      turn.acquireUninterruptibly();
      return fate;
    }

    private void finish() {
      done = true;
      arrived.release();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private final Random random;
  private final double sleepiness;
  private final double mortality;
  private final Semaphore arrived = new Semaphore(0);
  private final List<Seat> seats = new ArrayList<>();
  private final Runnable whenOneSleeps;
  private int step;

  /**
   * @param sleepiness how likely it is that somebody falls asleep in a turn
   * @param mortality how likely it is that a turn ends in death
   * @param whenOneSleeps told when somebody falls asleep
   */
  Turns(Random random, double sleepiness, double mortality, Runnable whenOneSleeps) {
    this.random = random;
    this.sleepiness = sleepiness;
    this.mortality = mortality;
    this.whenOneSleeps = whenOneSleeps;
  }

  Seat seat(String name) {
    Seat seat = new Seat(name);
    seats.add(seat);
    return seat;
  }

  /** Starts a program; returns when it waits for its first turn. */
  void start(Seat seat, Runnable program) {
    Thread.ofVirtual()
        .name(seat.name)
        .start(
            () -> {
              try {
                program.run();
              } finally {
                seat.finish();
              }
            });
    arrived.acquireUninterruptibly();
  }

  /** Gives turns until everybody has finished. */
  void play() {
    for (List<Seat> playing = playing(); !playing.isEmpty(); playing = playing()) {
      step++;
      if (random.nextDouble() < sleepiness) {
        playing.get(random.nextInt(playing.size())).asleepUntil = step + 1 + random.nextInt(150);
        whenOneSleeps.run();
      }
      List<Seat> awake = playing.stream().filter(seat -> seat.asleepUntil <= step).toList();
      if (awake.isEmpty()) {
        step = playing.stream().mapToInt(seat -> seat.asleepUntil).min().orElseThrow();
        continue;
      }
      Seat next = awake.get(random.nextInt(awake.size()));
      if (random.nextDouble() < mortality) {
        next.fate = random.nextBoolean() ? Fault.CRASH_BEFORE : Fault.CRASH_AFTER;
      }
      next.turn.release();
      arrived.acquireUninterruptibly();
    }
  }

  private List<Seat> playing() {
    return seats.stream().filter(seat -> !seat.done).toList();
  }
}
