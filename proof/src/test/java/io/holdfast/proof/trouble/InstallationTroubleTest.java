package io.holdfast.proof.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.engine.journal.Step;
import io.holdfast.proof.real.Await;
import io.holdfast.proof.real.Cli;
import io.holdfast.proof.real.Outcome;
import io.holdfast.proof.real.Rights;
import io.holdfast.proof.real.Site;
import io.holdfast.proof.real.Traces;
import io.holdfast.proof.real.WatchedBackup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Backups that cannot be made: each leaves processing running, no set, and nothing behind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InstallationTroubleTest {
  @TempDir private static Path directory;
  private Site site;

  @BeforeAll
  void startProcessing() {
    site = Site.in(directory);
    site.engine().generate(60_000, 1, 2_500);
    site.engine().start(300);
    site.configure(Site.Times.USUAL).initVault();
  }

  @AfterAll
  void stopProcessing() {
    site.close();
  }

  @AfterEach
  void nothingIsLeftAndProcessingRuns() {
    assertThat(site.snapshots()).as("sets").isZero();
    assertThat(site.engine().isSuspended()).isFalse();
    Await.until("nothing is left", Duration.ofSeconds(15), () -> Traces.of(site).isEmpty());
  }

  @Test
  @DisplayName("A configuration of a newer version: HF-206, exit 2")
  void newerConfiguration() {
    Path newer =
        site.configWith("newer.yaml", "installation: proof", "version: 99\ninstallation: proof");
    new Refusal(2, "HF-206").by(Cli.bare(), "plan", "--config", newer.toString());
  }

  @Test
  @DisplayName("A key that is not known: HF-204, exit 2, with file, line and column")
  void unknownKey() {
    Path unknown = site.configWith("unknown.yaml", "  drain: 1m", "  drian: 1m");
    String text = Site.read(unknown);
    long line = text.substring(0, text.indexOf("drian")).lines().count();
    String message =
        new Refusal(2, "HF-204")
            .by(Cli.bare(), "backup", "--config", unknown.toString())
            .path("message")
            .asString("");
    assertThat(message).contains("unknown.yaml:" + line + ":3").contains("drain");
  }

  @Test
  @DisplayName("No configuration: HF-202, exit 2")
  void noConfiguration() {
    new Refusal(2, "HF-202")
        .by(Cli.bare(), "backup", "--config", directory.resolve("no.yaml").toString());
  }

  @Test
  @DisplayName("A backup while another runs: HF-601, exit 6, and the other one is not disturbed")
  void anotherRuns() throws IOException {
    Path otherVault = directory.resolve("vault-of-the-other");
    Path own = site.configWith("other.yaml", site.vault().toString(), otherVault.toString());
    site.vaultCli().with("HOLDFAST_VAULT", otherVault.toString()).run("vault", "init").expect(0);
    var result =
        WatchedBackup.run(
            own,
            step -> {
              if (step == Step.PREPARED) {
                new Refusal(6, "HF-601").inTurn(Cli.bare(), "backup", "--config", own.toString());
              }
            });
    assertThat(result.set().reasons()).isEmpty();
  }

  @Test
  @DisplayName("I5: a restore in place while the installation runs: HF-704, exit 7")
  void restoreUnderARunningInstallation() {
    Path otherVault = directory.resolve("vault-to-restore");
    Path own = site.configWith("restore.yaml", site.vault().toString(), otherVault.toString());
    site.vaultCli().with("HOLDFAST_VAULT", otherVault.toString()).run("vault", "init").expect(0);
    Cli.bare().run("backup", "--config", own.toString()).expect(0);
    new Refusal(7, "HF-704")
        .inTurn(Cli.bare(), "restore", "--in-place", "--config", own.toString());
    site.engine().awaitProgress("processing runs");
  }

  @Test
  @DisplayName("The suspension's address is dead: HF-104, exit 1")
  void nobodySuspends() throws IOException {
    Path dead = site.configWith("dead.yaml", site.engine().control(), "http://127.0.0.1:" + free());
    new Refusal(1, "HF-104").inTurn(Cli.bare(), "backup", "--config", dead.toString());
  }

  @Test
  @DisplayName("The database is down: HF-107, exit 1, before anything is suspended")
  void databaseDown() throws IOException {
    Path dead =
        site.configWith(
            "no-derby.yaml",
            site.engine().derby(),
            "jdbc:derby://127.0.0.1:" + free() + "/systemdb");
    Outcome outcome = Cli.bare().run("backup", "--config", dead.toString(), "--json");
    new Refusal(1, "HF-107").of(outcome);
    assertThat(outcome.out()).doesNotContain("SUSPENDING");
  }

  @Test
  @DisplayName(
      "I3: a drain that never ends: HF-106, exit 1, what holds it is named, and it is released")
  void neverQuiet() throws IOException {
    site.configure(new Site.Times("1s", "20s", "5s"));
    try (NeverQuiet installation = new NeverQuiet()) {
      Path stubborn = site.configWith("stubborn.yaml", site.engine().control(), installation.url());
      String message =
          new Refusal(1, "HF-106")
              .byScript(Cli.bare(), "backup", "--config", stubborn.toString())
              .path("message")
              .asString("");
      assertThat(message).contains("stubborn");
      assertThat(installation.isSuspended()).isFalse();
      assertThat(installation.releases()).isPositive();
    } finally {
      site.configure(Site.Times.USUAL);
    }
  }

  @Test
  @DisplayName("Another holds the suspension: HF-604, exit 6, who it is, and the other keeps it")
  void anotherHolder() {
    String granted =
        site.engine()
            .call("POST", "/v1/suspension", "{\"holder\":\"somebody else\",\"leaseMillis\":60000}")
            .path("lease")
            .asString("");
    try {
      String message =
          new Refusal(6, "HF-604")
              .byScript(Cli.bare(), "backup", "--config", site.config().toString())
              .path("message")
              .asString("");
      assertThat(message).contains("somebody else");
      assertThat(site.engine().status().path("suspension").path("holder").asString(""))
          .isEqualTo("somebody else");
    } finally {
      site.engine().call("DELETE", "/v1/suspension/" + granted, "");
    }
  }

  @Test
  @DisplayName(
      "I3: no room for staging and spool: exit 1, processing runs (root: a small disk; a user: a"
          + " directory that may not be written)")
  void noRoomForTheState() throws IOException {
    Path state = Files.createDirectories(directory.resolve("small-state"));
    Path small = site.configWith("small.yaml", site.state().toString(), state.toString());
    if (Rights.isRoot()) {
      Rights.mountSmallDisk(state, "300k");
    } else {
      Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("r-x------"));
    }
    try {
      Outcome outcome = Cli.bare().run("backup", "--config", small.toString(), "--json").expect(1);
      String code = outcome.last("error").path("code").asString("");
      assertThat(code)
          .as(outcome::told)
          .isIn(Rights.isRoot() ? new String[] {"HF-102", "HF-107"} : new String[] {"HF-103"});
    } finally {
      if (Rights.isRoot()) {
        Rights.unmount(state);
      } else {
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx------"));
      }
    }
    site.engine().awaitProgress("processing runs");
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
