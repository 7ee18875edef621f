package io.holdfast.proof.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The restic program of the machine, on one repository. */
public final class Restic {
  private final Path repository;
  private final Path passwordFile;

  public Restic(Path repository, Path passwordFile) {
    this.repository = repository;
    this.passwordFile = passwordFile;
  }

  /** Runs restic, which must succeed. */
  public Outcome run(String... arguments) {
    return runIn(Path.of("/"), arguments);
  }

  /** The same, in a directory of its own. */
  public Outcome runIn(Path directory, String... arguments) {
    List<String> command = new ArrayList<>(List.of("restic", "--no-cache", "-q"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("RESTIC"));
    builder.environment().put("RESTIC_REPOSITORY", repository.toString());
    builder.environment().put("RESTIC_PASSWORD_FILE", passwordFile.toString());
    Process process = Children.start(builder);
    try {
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(command, Children.awaitEnd(process, 120), said, "").expect(0);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
