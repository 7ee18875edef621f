package io.holdfast.usage;

import io.holdfast.usage.disk.Home;
import io.holdfast.usage.json.Json;
import io.holdfast.usage.oracle.Oracle;
import io.holdfast.usage.source.Generate;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The program. Exit codes: 0 done, 1 failed, 2 wrong command line. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    int code = run(List.of(arguments), System.out, System.err);
    System.out.flush();
    System.exit(code);
  }

  /** As {@link #main}, without ending the process; {@code run} returns only if it cannot start. */
  public static int run(List<String> arguments, PrintStream out, PrintStream err) {
    try {
      command(arguments, out, err);
      return 0;
    } catch (UsageException wrong) {
      err.println("usage-engine: " + wrong.getMessage() + "; --help tells what is possible");
      return 2;
    } catch (IOException | SQLException failed) {
      err.println("usage-engine: " + message(failed));
      return 1;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  /** Derby's outermost message rarely says why; the innermost one does. */
  private static String message(Exception failed) {
    var text = new StringBuilder(String.valueOf(failed.getMessage()));
    for (var cause = failed.getCause(); cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null && text.indexOf(cause.getMessage()) < 0) {
        text.append(" (").append(cause.getMessage()).append(')');
      }
    }
    return text.toString();
  }

  private static void command(List<String> arguments, PrintStream out, PrintStream err)
      throws IOException, SQLException, InterruptedException {
    if (arguments.isEmpty()) {
      throw new UsageException("which command?");
    }
    var options = arguments.subList(1, arguments.size());
    boolean help = options.contains("--help");
    switch (arguments.getFirst()) {
      case "--help", "help" -> out.print(Help.GENERAL);
      case "generate" -> helpOr(help, Help.GENERATE, out, () -> generate(options, out));
      case "run" -> helpOr(help, Help.RUN, out, () -> runEngine(options));
      case "bill" -> helpOr(help, Help.BILL, out, () -> bill(options, out));
      case "oracle" -> helpOr(help, Help.ORACLE, out, () -> oracle(options, out, err));
      default -> throw new UsageException("unknown command '" + arguments.getFirst() + "'");
    }
  }

  private interface Action {
    void run() throws IOException, SQLException, InterruptedException;
  }

  private static void helpOr(boolean help, String text, PrintStream out, Action action)
      throws IOException, SQLException, InterruptedException {
    if (help) {
      out.print(text);
    } else {
      action.run();
    }
  }

  private static void generate(List<String> words, PrintStream out) throws IOException {
    var arguments = Arguments.parse(words, List.of("source", "records", "seed", "files"));
    var made =
        Generate.into(
            arguments.path("source"),
            arguments.number("records", 1, 100_000_000_000L),
            arguments.number("seed", Long.MIN_VALUE, Long.MAX_VALUE),
            (int) arguments.number("files", 1, 1_000_000, 0));
    var shown = new LinkedHashMap<String, Object>();
    shown.put("records", made.batchLines() + made.realTimeLines());
    shown.put("batchFiles", made.batchFiles());
    shown.put("batchRecords", made.batchLines());
    shown.put("realTimeFiles", made.realTimeFiles());
    shown.put("realTimeRecords", made.realTimeLines());
    out.println(Json.write(shown));
  }

  private static void runEngine(List<String> words)
      throws IOException, SQLException, InterruptedException {
    var settings = Settings.of(Arguments.parse(words, Settings.OPTIONS));
    Files.deleteIfExists(settings.readyFile());
    var engine = new Engine(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(engine), "stop"));
    engine.start();
    new CountDownLatch(1).await();
  }

  private static void stop(Engine engine) {
    try {
      engine.stop();
    } catch (IOException | SQLException failed) {
      System.err.println("usage-engine: not stopped cleanly: " + message(failed));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void bill(List<String> words, PrintStream out) throws IOException, SQLException {
    var arguments = Arguments.parse(words, Databases.and("home", "lines"));
    var billed = Oracle.bill(stopped(arguments), arguments.flag("lines"));
    billed.lines().forEach(out::println);
    out.println(Json.write(billed.totals()));
  }

  private static void oracle(List<String> words, PrintStream out, PrintStream err)
      throws IOException, SQLException {
    var arguments = Arguments.parse(words, Databases.and("home", "source"));
    var source = arguments.path("source");
    if (!Files.isDirectory(source)) {
      throw new IOException("There is no source directory " + source + ".");
    }
    var verdict = Oracle.compare(source, stopped(arguments));
    verdict.dangling().stream().limit(100).forEach(d -> err.println("dangling: " + d));
    out.println(Json.write(verdict.numbers()));
  }

  private static Oracle.Stopped stopped(Arguments arguments) throws IOException {
    var home = new Home(arguments.path("home"));
    if (!Files.isDirectory(home.root())) {
      throw new IOException("There is no home directory " + home.root() + ".");
    }
    Files.createDirectories(home.log());
    DerbyServer.prepare(home, "derby-offline.log");
    var databases = Databases.of(arguments, home);
    return new Oracle.Stopped(home, databases.system(), databases.redis());
  }
}
