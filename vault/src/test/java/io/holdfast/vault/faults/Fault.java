package io.holdfast.vault.faults;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.platform.OutcomeUnknownException;
import io.holdfast.vault.store.StoreRefusedException;
import io.holdfast.vault.store.TransientStoreException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one call: what of it takes effect, and what the caller is told. Down to {@link
 * #NOT_DURABLE} a store keeps its contract; a vault must come through all of these. {@link
 * #UNSYNCED} to {@link #HALF} break it, as bad disks and bad networks do: of a vault they can cost
 * what was written then, never what was there before, and never silently.
 */
public enum Fault {
  /** Nothing goes wrong. */
  NONE(Effect.WHOLE, Told.DONE),
  /** No effect, and an error; later calls work. */
  FAIL_ONCE(Effect.NONE, Told.ERROR),
  /** No effect, and the store says that the same call may work when it is made again. */
  PASSING(Effect.NONE, Told.PASSING),
  /** As {@link #FAIL_ONCE}, because the disk is full. */
  DISK_FULL(Effect.NONE, Told.FULL),
  /** No effect, and the store says why it will not do it. */
  REFUSED(Effect.NONE, Told.REFUSED),
  /** The call has its effect and fails, as when the answer is lost; later ones work. */
  ANSWER_LOST(Effect.WHOLE, Told.ERROR),
  /** No effect, and the store cannot tell, but would try again. */
  LOST_BEFORE(Effect.NONE, Told.UNKNOWN_PASSING),
  /** The call has its effect; the store cannot tell, but would try again. */
  LOST_AFTER(Effect.WHOLE, Told.UNKNOWN_PASSING),
  /** No effect, and the store says that it cannot tell. */
  NOT_SURE(Effect.NONE, Told.UNKNOWN),
  /** The call has its effect and nothing later happens; the caller never learns of it. */
  CRASH_AFTER(Effect.WHOLE, Told.DEATH),
  /** The call has no effect, and nothing later happens. */
  CRASH_BEFORE(Effect.NONE, Told.DEATH),
  /** The change is seen by everybody until the next power cut; the store says it is not sure. */
  NOT_DURABLE(Effect.UNSYNCED, Told.UNKNOWN),

  /** As {@link #NOT_DURABLE}, and the store says that it is done. */
  UNSYNCED(Effect.UNSYNCED, Told.DONE),
  /** Part of an object stays under its name, and nothing later happens. */
  TORN(Effect.PART, Told.DEATH),
  /** The store says that a change is done, and has done nothing. */
  FORGOTTEN(Effect.NONE, Told.DONE),
  /** Of what is read the second half is zeros. */
  HALF(Effect.HALF, Told.DONE);

  /** What of a call takes effect. */
  enum Effect {
    NONE,
    WHOLE,
    /** Until the next power cut. */
    UNSYNCED,
    /** Of a put. */
    PART,
    /** Of a read. */
    HALF
  }

  private enum Told {
    DONE,
    ERROR,
    PASSING,
    FULL,
    REFUSED,
    UNKNOWN,
    UNKNOWN_PASSING,
    DEATH
  }

  private final Effect effect;
  private final Told told;

  Fault(Effect effect, Told told) {
    this.effect = effect;
    this.told = told;
  }

  Effect effect() {
    return effect;
  }

  /** Whether the caller is dead afterwards. */
  boolean kills() {
    return told == Told.DEATH;
  }

  /** Whether this can become of such a call; if not, nothing becomes of it. */
  boolean fits(Operation operation) {
    return switch (effect) {
      case PART -> operation == Operation.PUT;
      case HALF -> operation == Operation.READ;
      case UNSYNCED -> operation.changes();
      case NONE -> told != Told.DONE || operation.changes();
      case WHOLE -> true;
    };
  }

  /** What the caller is told; null if that it is done. */
  @Nullable IOException failure(StoreCall call) {
    String words = "fault " + this + " at " + call;
    return switch (told) {
      case DONE -> null;
      case ERROR, DEATH -> new IOException(words);
      case FULL -> new IOException("No space left on device (" + words + ")");
      case PASSING -> passing(words);
      case REFUSED ->
          new StoreRefusedException(
              ErrorCode.OBJECT_STORE_REFUSES_LOGIN, words, "Nothing was done.", "Log in.");
      case UNKNOWN -> new OutcomeUnknownException(words, new IOException(words));
      case UNKNOWN_PASSING -> new OutcomeUnknownException(words, passing(words));
    };
  }

  private static TransientStoreException passing(String words) {
    return new TransientStoreException(words, new IOException(words));
  }
}
