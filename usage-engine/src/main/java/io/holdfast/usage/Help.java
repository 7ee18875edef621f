package io.holdfast.usage;

/** What {@code --help} says. */
final class Help {
  private static final String DATABASES =
      """
        --database            derby (default), or jdbc:postgresql://HOST:PORT/NAME
        --database-user       PostgreSQL's user
        --database-password-file  its password is the first line; else PGPASSWORD is used
        --aggregation         disk (default), or redis://HOST:PORT/NUMBER
        --aggregation-password-file  Redis' password is the first line
      """;

  static final String GENERAL =
      """
      usage-engine: the reference usage engine of Holdfast

        generate   make source files by seed
        run        collect, aggregate and bill until stopped
        bill       print what is billed (the engine must be stopped)
        oracle     compare the bill with the source files (the engine must be stopped)

      COMMAND --help tells the options. Exit codes: 0 done, 1 failed, 2 wrong command line.
      """;

  static final String GENERATE =
      """
      generate --source DIR --records N --seed S [--files M]

        --source   directory to make batch/*.udr and realtime/*.udr in
        --records  lines in all; one tenth of them are real-time events
        --seed     the same seed makes the same bytes; another seed adds more input
        --files    batch files; by default as many as ten thousand lines each need
      """;

  static final String RUN =
      """
      run --home DIR --source DIR --ready-file FILE [options]

        --home                HOME of the engine: storage/, data/ and log/ live below it
        --source              the upstream's directory; it is only read
        --ready-file          written once the engine is up: {"pid","control"} and where it keeps what:
                              {"derby","derbyDirectory"} or {"postgresql"}, {"redis"}
        --control-port        port of the control API on 127.0.0.1; 0 (default) is any free one
        --derby-port          port of Derby's network server on 127.0.0.1; 0 (default) likewise
        --rate                records a second over all workflows; 0 (default) is no limit
        --session-file-bytes  a session file rolls at this size; default 4194304
        --realtime-file-bytes a real-time output file rolls at this size; default 1048576
        --archive-keep        archive files that the cleaner keeps; default 1000
        --defragment-millis   how often the defragmenter looks for work; default 2000
        --ignore-suspension   true: a fault for tests, one workflow and a report do not stop
        --interworkflow       disk (default), or database: batches as large objects of PostgreSQL
        --aggregation-history bytes of former versions of sessions that Redis keeps; default 67108864
      %s
      SIGTERM stops cleanly. After any other end the next start recovers.
      """
          .formatted(DATABASES);

  static final String BILL =
      """
      bill --home DIR [--lines true] [options]

        Prints one JSON line of totals. With --lines true first every session's line, sorted:
        session|subscriber|records|volume|checksum

      %s
      """
          .formatted(DATABASES);

  static final String ORACLE =
      """
      oracle --source DIR --home DIR [options]

        Computes the bill from the source files and prints one JSON line: records, malformed,
        duplicates, expected, billed, lost, duplicated, wrong, dangling, openSessions, unfinished.
        What dangles is named on standard error. Exits 0 whenever it could compare.

      %s
      """
          .formatted(DATABASES);

  private Help() {}
}
