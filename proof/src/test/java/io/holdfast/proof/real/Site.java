package io.holdfast.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.Clock;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.Vault;
import io.holdfast.vault.crypto.KdfParameters;
import io.holdfast.vault.crypto.Password;
import io.holdfast.vault.store.LocalObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One installation below one directory: the upstream's {@code source}, the engine's {@code home},
 * the {@code vault}, Holdfast's {@code state}, and the configuration that an operator would have
 * written.
 */
public final class Site implements AutoCloseable {
  public static final String PASSWORD = "a password for the proofs";
  public static final String NAME = "proof";

  private final Path root;
  private final UsageEngine engine;

  private Site(Path root, UsageEngine engine) {
    this.root = root;
    this.engine = engine;
  }

  /** An empty place with a password file and an engine that is not started. */
  public static Site in(Path root) {
    try {
      Files.createDirectories(root);
      Files.writeString(root.resolve("password"), PASSWORD + "\n");
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
    return new Site(
        root, new UsageEngine(root.resolve("source"), root.resolve("home"), root.resolve("logs")));
  }

  public UsageEngine engine() {
    return engine;
  }

  public Path root() {
    return root;
  }

  public Path home() {
    return root.resolve("home");
  }

  public Path vault() {
    return root.resolve("vault");
  }

  public Path state() {
    return root.resolve("state");
  }

  public Path password() {
    return root.resolve("password");
  }

  public Path config() {
    return root.resolve("holdfast.yaml");
  }

  public Restic restic() {
    return new Restic(vault(), password());
  }

  /** How long things may take; the names are the configuration's. */
  public record Times(String drain, String lease, String budget) {
    public static final Times USUAL = new Times("1m", "2m", "30s");
  }

  /** Writes the configuration for the engine as it runs now. */
  public Site configure(Times times) {
    return configure(times, home(), engine.derbyDirectory());
  }

  /** The same for an installation in another place. */
  public Site configure(Times times, Path home, Path derbyDirectory) {
    String text =
        """
        installation: %1$s
        vault:
          location: '%2$s'
          passwordFile: '%3$s'
        state: '%4$s'
        suspension:
          driver: http
          url: '%5$s'
          drain: %6$s
          lease: %7$s
        stores:
          - name: system-database
            kind: derby
            url: '%8$s'
            directory: '%9$s'
          - name: shared-disk
            kind: files
            root: '%10$s'
            profiles:
              - {path: data/in, profile: collection}
              - {path: data/aggregation, profile: aggregation}
              - {path: data/dupudr, profile: duplicate-udr}
              - {path: data/interwf, profile: inter-workflow}
              - {path: data/archive, profile: archive}
              - {path: data/out, profile: forwarding}
              - {path: data/out-realtime, profile: real-time-forwarding}
              - {path: log, profile: log}
        references:
          - from: system-database
            query: select path, length, sha256 from archive_file
            to: shared-disk
            base: data/archive
        rules:
          - name: proof
            coldWindow: {budget: %11$s, sweep: full, onOverrun: abort}
        """
            .formatted(
                NAME,
                vault(),
                password(),
                state(),
                engine.control(),
                times.drain(),
                times.lease(),
                engine.derby(),
                derbyDirectory,
                home,
                times.budget());
    write(config(), text);
    return this;
  }

  /** Replaces a text in the configuration, which must be there. */
  public Path configWith(String name, String text, String replacement) {
    String now = read(config());
    assertThat(now).contains(text);
    Path other = root.resolve(name);
    write(other, now.replace(text, replacement));
    return other;
  }

  /** Holdfast with this place's configuration, whatever the command. */
  public Outcome holdfast(String command, String... more) {
    return Cli.bare().run(words(command, more));
  }

  /** The same, not waited for. */
  public Cli.Running startHoldfast(String command, String... more) {
    return Cli.bare().start(words(command, more));
  }

  private String[] words(String command, String... more) {
    return Stream.concat(
            Stream.of(command, "--config", config().toString(), "--json"), Stream.of(more))
        .toArray(String[]::new);
  }

  /** {@code holdfast vault …}, whose vault and password come from the environment. */
  public Cli vaultCli() {
    return Cli.bare()
        .with("HOLDFAST_VAULT", vault().toString())
        .with("HOLDFAST_PASSWORD_FILE", password().toString());
  }

  /** Makes the vault. */
  public Site initVault() {
    quickVault(vault(), PASSWORD);
    return this;
  }

  /**
   * Makes a vault whose password costs little to try: each command of a proof pays for it, and the
   * strength is not what is proved here.
   */
  public static void quickVault(Path directory, String password) {
    try (Password given = Password.of(password.toCharArray())) {
      Vault.init(
              new LocalObjectStore(directory),
              given,
              Randomness.SECURE,
              Clock.SYSTEM,
              KdfParameters.forTests())
          .close();
    }
  }

  /** The vault, opened in this process, to look at what no command shows. */
  public Vault openVault() {
    try (Password given = Password.of(PASSWORD.toCharArray())) {
      return Vault.open(new LocalObjectStore(vault()), given, Randomness.SECURE, Clock.SYSTEM);
    }
  }

  /** How many sets and other snapshots the vault has. */
  public int snapshots() {
    return entries(vault().resolve("snapshots")).size();
  }

  /** The names in a directory; empty if it is not there. */
  public static List<Path> entries(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  public static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  public static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /** Deletes a tree as a disaster would. */
  public static void delete(Path tree) {
    Children.awaitEnd(Children.start(new ProcessBuilder("rm", "-rf", tree.toString())), 60);
    assertThat(tree).doesNotExist();
  }

  /** Ends the engine, and guardians that a killed Holdfast left for a moment. */
  @Override
  public void close() {
    engine.close();
    for (long guardian : Children.workingIn(root, "guardian.Guardian")) {
      ProcessHandle.of(guardian).ifPresent(ProcessHandle::destroyForcibly);
    }
  }
}
