/** The command line: thin commands, one file each. */
@org.jspecify.annotations.NullMarked
module io.holdfast.cli {
  requires static transitive org.jspecify;
  requires io.holdfast.engine;
  requires info.picocli;
  requires java.net.http;

  opens io.holdfast.cli to
      info.picocli;
  opens io.holdfast.cli.command to
      info.picocli;
  opens io.holdfast.cli.vault to
      info.picocli;
  opens io.holdfast.cli.demo to
      info.picocli;
}
