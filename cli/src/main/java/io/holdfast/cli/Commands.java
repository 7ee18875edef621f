package io.holdfast.cli;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.vault.VaultCommand;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import picocli.CommandLine;

/** Makes the commands: each is given its {@link Surroundings} and nothing else. */
final class Commands implements CommandLine.IFactory {
  private final Surroundings surroundings;

  Commands(Output output, PrintStream err) {
    this.surroundings = new Surroundings(output, err);
  }

  /**
   * The command line for these words: with the one command that they name, since to describe all of
   * them takes longer than many a command, or with all of them if they name none.
   */
  CommandLine commandLine(String... words) {
    CommandLine root = new CommandLine(new Holdfast(), this);
    CommandLine vault = add(root, Holdfast.COMMANDS, words, 0).get("vault");
    if (vault != null) {
      add(vault, VaultCommand.COMMANDS, words, 1);
    }
    return root;
  }

  /** Adds what the word at this place names. */
  private Map<String, CommandLine> add(
      CommandLine group, Map<String, Class<?>> commands, String[] words, int place) {
    String word = place < words.length ? words[place] : "";
    boolean alone = commands.containsKey(word) && !word.equals(Holdfast.COMPLETION);
    commands.forEach(
        (name, type) -> {
          if (!alone || name.equals(word)) {
            group.addSubcommand(name, new CommandLine(type, this));
          }
        });
    return group.getSubcommands();
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
