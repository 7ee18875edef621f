package io.holdfast.engine.journal;

import java.nio.file.Path;

/** Another Holdfast at work on the same installation, to be killed. */
public final class LockHolder {
  private LockHolder() {}

  /** Argument: the state directory. */
  public static void main(String[] arguments) throws Exception {
    try (StateDirectory state = StateDirectory.lock(Path.of(arguments[0]))) {
      System.out.println("locked " + state.unfinished().size());
      System.out.flush();
      System.in.read();
    }
  }
}
