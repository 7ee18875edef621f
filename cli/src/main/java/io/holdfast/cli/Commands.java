package io.holdfast.cli;

import io.holdfast.cli.output.Output;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import picocli.CommandLine;

/** Makes the commands: each is given its {@link Surroundings} and nothing else. */
final class Commands implements CommandLine.IFactory {
  private final Surroundings surroundings;

  Commands(Output output, PrintStream err) {
    this.surroundings = new Surroundings(output, err);
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      Class<?>[] parameters = constructor.getParameterTypes();
      if (parameters.length == 1 && parameters[0] == Surroundings.class) {
        // The commands are nobody else's to make, so their constructors are not public.
        constructor.setAccessible(true);
        try {
          return type.cast(constructor.newInstance(surroundings));
        } catch (InvocationTargetException failed) {
          throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
      }
    }
    return CommandLine.defaultFactory().create(type);
  }
}
