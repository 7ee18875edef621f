package io.holdfast.vault.faults;

import io.holdfast.vault.store.ObjectKind;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which calls a rule is about: what they do, to what kind of object, and the how-manieth of these,
 * counted from 1 from the moment when the rule is laid down.
 */
public record Calls(Set<Operation> operations, Set<ObjectKind> kinds, int first, int last) {
  public static final Calls ANY =
      new Calls(
          EnumSet.allOf(Operation.class), EnumSet.allOf(ObjectKind.class), 1, Integer.MAX_VALUE);

  public static Calls of(Operation operation) {
    return new Calls(EnumSet.of(operation), ANY.kinds(), 1, Integer.MAX_VALUE);
  }

  public static Calls of(Operation operation, ObjectKind kind) {
    return new Calls(EnumSet.of(operation), EnumSet.of(kind), 1, Integer.MAX_VALUE);
  }

  /** The n-th of these alone. */
  public Calls nth(int n) {
    return new Calls(operations, kinds, n, n);
  }

  /** The first so many of these. */
  public Calls upTo(int count) {
    return new Calls(operations, kinds, 1, count);
  }

  /** The n-th of these and all later ones. */
  public Calls from(int n) {
    return new Calls(operations, kinds, n, Integer.MAX_VALUE);
  }

  boolean cover(StoreCall call) {
    return operations.contains(call.operation()) && kinds.contains(call.kind());
  }

  boolean haveAmongThem(int n) {
    return n >= first && n <= last;
  }
}
