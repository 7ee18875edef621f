package io.holdfast.proof.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.proof.real.Cli;
import io.holdfast.proof.real.Outcome;
import io.holdfast.s3.fake.Fault;
import io.holdfast.s3.fake.S3Double;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BucketVaultTest {
  @TempDir Path directory;
  private S3Double s3;
  private Cli cli;
  private Path tree;

  @BeforeEach
  void start() throws IOException {
    s3 = S3Double.start();
    s3.bucket("backup");
    tree = Files.createDirectories(directory.resolve("tree/data"));
    for (int i = 0; i < 20; i++) {
      Files.writeString(tree.resolve("file-" + i), "content ".repeat(100 * i));
    }
    cli =
        Cli.bare()
            .with("AWS_ACCESS_KEY_ID", S3Double.ACCESS_KEY)
            .with("AWS_SECRET_ACCESS_KEY", S3Double.SECRET)
            .with("HOLDFAST_PASSWORD", "a password for a bucket");
  }

  @AfterEach
  void stop() {
    s3.close();
  }

  private Outcome vault(String... words) {
    return cli.with("HOLDFAST_VAULT", s3.location("backup", "vault")).run(words);
  }

  /** Wherever below the target it came out: that is the commands' own matter. */
  private void assertSameTree(Path target) throws IOException {
    try (Stream<Path> restored = Files.walk(target)) {
      List<Path> files = restored.filter(Files::isRegularFile).toList();
      for (int i = 0; i < 20; i++) {
        String name = "file-" + i;
        assertThat(files)
            .filteredOn(file -> file.endsWith(name))
            .singleElement()
            .satisfies(file -> assertThat(file).hasSameBinaryContentAs(tree.resolve(name)));
      }
    }
  }

  @Test
  @DisplayName("I6: the commands of a vault work on s3:// as on a path")
  void vaultCommands() throws IOException {
    vault("vault", "init").expect(0);
    vault("vault", "snapshot", tree.toString()).expect(0);
    assertThat(vault("vault", "list", "--json").expect(0).out()).contains(tree.toString());
    s3.faults().next(2, Fault.SLOW_DOWN, request -> request.method().equals("GET"));
    vault("vault", "check", "--read-data", "--limit-download", "100000").expect(0);
    Path target = directory.resolve("target");
    vault("vault", "restore", "latest", "--target", target.toString()).expect(0);
    assertSameTree(target);
    assertThat(vault("vault", "stats").expect(0).out()).contains("s3://backup/vault");
  }

  @Test
  @DisplayName("I6: an installation whose vault is a bucket is backed up, verified and restored")
  void installation() throws IOException {
    Path config = directory.resolve("holdfast.yaml");
    Files.writeString(
        config,
        """
        installation: in-a-bucket
        vault: {location: '%s'}
        state: '%s'
        suspension: {driver: none}
        stores: [{name: disk, kind: files, root: '%s'}]
        rules: [{name: by-hand}]
        """
            .formatted(s3.location("backup", "x/y"), directory.resolve("state"), tree));
    String file = config.toString();
    cli.run("init", "--config", file).expect(0);
    // Nothing is suspended here, so the set is sealed and is not consistent.
    cli.run("backup", "--config", file, "--limit-upload", "100000").expect(3);
    cli.run("verify", "--config", file, "latest", "--read-data").expect(0);
    Path target = directory.resolve("target");
    cli.run("restore", "--config", file, "latest", "--into", target.toString()).expect(0);
    assertSameTree(target);
    assertThat(s3.bucket("backup").keys()).allMatch(key -> key.startsWith("x/y/"));
  }

  @Test
  @DisplayName("HF-410, HF-401, HF-201: what is wrong is told by its code; no secret is shown")
  void refusals() {
    Outcome wrongSecret =
        cli.with("AWS_SECRET_ACCESS_KEY", "not/the+secret")
            .with("HOLDFAST_DEBUG", "store")
            .run("vault", "list", "--vault", s3.location("backup", "vault"));
    assertThat(wrongSecret.expect(4).err())
        .contains("HF-410", "SignatureDoesNotMatch", "store: look for config")
        .doesNotContain("not/the+secret");
    Outcome noBucket = cli.run("vault", "list", "--vault", s3.location("nowhere", "vault"));
    assertThat(noBucket.expect(4).err()).contains("HF-401", "NoSuchBucket");
    Outcome noSuchClass =
        cli.run("vault", "list", "--vault", "s3://backup/vault?storage-class=DEEP_ARCHIVE");
    assertThat(noSuchClass.expect(2).err()).contains("HF-201", "storage-class");
    Outcome negative =
        cli.run("vault", "list", "--vault", directory.toString(), "--limit-upload", "-1");
    assertThat(negative.expect(2).err()).contains("HF-201");
  }
}
