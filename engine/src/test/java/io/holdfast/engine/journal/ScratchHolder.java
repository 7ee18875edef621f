package io.holdfast.engine.journal;

import io.holdfast.platform.Randomness;
import java.nio.file.Files;
import java.nio.file.Path;

/** A verification at work, to be killed: a program of its own that holds a directory and waits. */
final class ScratchHolder {
  private ScratchHolder() {}

  /** Argument: the state directory. */
  public static void main(String[] arguments) throws Exception {
    try (Scratch held = Scratch.in(Path.of(arguments[0]), Randomness.SECURE)) {
      Files.writeString(held.directory().resolve("page"), "x");
      System.out.println(held.directory());
      System.out.flush();
      System.in.read();
    }
  }
}
