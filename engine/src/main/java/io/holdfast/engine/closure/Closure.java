package io.holdfast.engine.closure;

import java.util.List;

/**
 * What a closure check that passed has seen.
 *
 * @param references how many resolve
 * @param orphans how many files below the references' directories no row names. They do no harm: a
 *     database that is older than the disk does not know the newest files yet
 * @param named the first hundred of them
 */
public record Closure(long references, long orphans, List<String> named) {
  public Closure {
    named = List.copyOf(named);
  }
}
