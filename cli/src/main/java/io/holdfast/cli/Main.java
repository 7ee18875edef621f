package io.holdfast.cli;

import io.holdfast.cli.output.Output;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import picocli.CommandLine;

/** The program's entry. */
public final class Main {
  private static final Duration GRACE = Duration.ofSeconds(60);

  /**
   * Answered without the command line's library, whose classes are too old for the JVM's cache:
   * they would take twice as long as everything else.
   */
  private static final Set<String> VERSION = Set.of("--version", "-V");

  private Main() {}

  public static void main(String[] arguments) {
    stopInOrderWhenInterrupted(Thread.currentThread());
    int exit =
        run(
            arguments,
            new PrintStream(
                new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8),
            new PrintStream(
                new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
    Exit.with(exit);
  }

  /** Runs one command line and returns its exit code. */
  static int run(String[] arguments, PrintStream out, PrintStream err) {
    if (arguments.length == 1 && VERSION.contains(arguments[0])) {
      out.println(new Version().getVersion()[0]);
      out.flush();
      return 0;
    }
    boolean json = Arrays.asList(arguments).contains("--json");
    Output output = new Output(json, out, err);
    CommandLine line = new Commands(output, err).commandLine(arguments);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    line.setUsageHelpAutoWidth(true);
    line.setParameterExceptionHandler(
        (wrong, given) -> {
          CommandLine command = wrong.getCommandLine();
          output.failure(
              new HoldfastException(
                  ErrorCode.USAGE,
                  wrong.getMessage() == null ? "The arguments are wrong" : wrong.getMessage(),
                  "Nothing was done.",
                  meant(wrong)
                      + "See '%s --help'.".formatted(command.getCommandSpec().qualifiedName()),
                  wrong));
          return ErrorCode.USAGE.exitCode();
        });
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          HoldfastException known = Failures.known(failure);
          output.failure(known);
          if (known.code() == ErrorCode.INTERNAL) {
            failure.printStackTrace(err);
          }
          return known.code().exitCode();
        });
    try {
      return line.execute(arguments);
    } finally {
      out.flush();
    }
  }

  /** What the person may have meant, if something known is near it. */
  private static String meant(CommandLine.ParameterException wrong) {
    return wrong instanceof CommandLine.UnmatchedArgumentException unmatched
            && !unmatched.getSuggestions().isEmpty()
        ? "Did you mean '%s'? ".formatted(unmatched.getSuggestions().getFirst())
        : "";
  }

  /**
   * Ctrl-C or SIGTERM: the command is interrupted and ends as it would after a failure, which
   * resumes processing; the process ends when that is done.
   */
  private static void stopInOrderWhenInterrupted(Thread work) {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("interruption")
                .unstarted(
                    () -> {
                      if (Exit.isOrderly()) {
                        return;
                      }
                      work.interrupt();
                      try {
                        work.join(GRACE);
                      } catch (InterruptedException again) {
                        throw new UncheckedIOException(new IOException("interrupted twice", again));
                      }
                    }));
  }
}
