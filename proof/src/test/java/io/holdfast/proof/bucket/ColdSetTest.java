package io.holdfast.proof.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.proof.real.Cli;
import io.holdfast.proof.real.Outcome;
import io.holdfast.s3.fake.Bucket;
import io.holdfast.s3.fake.S3Double;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cold tier as an operator meets it, in the program itself. */
class ColdSetTest {
  /** More than one pack, for the pack with the set's manifest stays hot. */
  private static final int LENGTH = 24_000_000;

  private static final int NOT_CONSISTENT = 3;
  private static final int NOT_WARM_YET = 3;
  private static final int COLD = 4;

  @TempDir private Path directory;

  private static byte[] content(int set) {
    byte[] bytes = new byte[LENGTH];
    new Random(set).nextBytes(bytes);
    return bytes;
  }

  private void backup(Cli cli, Path tree, int set) throws IOException {
    Files.write(tree.resolve("records"), content(set));
    run(cli, "backup").expect(NOT_CONSISTENT);
  }

  private Outcome run(Cli cli, String command, String... words) {
    return cli.run(
        Stream.concat(
                Stream.of(command, "--config", directory.resolve("holdfast.yaml").toString()),
                Stream.of(words))
            .toArray(String[]::new));
  }

  @Test
  @DisplayName("An old set becomes cold, is told of, warmed on a word, and restored byte for byte")
  void oldSet() throws IOException {
    try (S3Double s3 = S3Double.start()) {
      Bucket bucket = s3.bucket("backup");
      Path tree = Files.createDirectories(directory.resolve("tree"));
      String location = s3.location("backup", "vault") + "&cold=GLACIER";
      Files.writeString(
          directory.resolve("holdfast.yaml"),
          """
          installation: small
          vault: {location: '%s'}
          state: '%s'
          suspension: {driver: none}
          stores: [{name: disk, kind: files, root: '%s'}]
          rules: [{name: by-hand, lifecycle: {coldAfter: 1s}}]
          """
              .formatted(location, directory.resolve("state"), tree));
      Cli cli =
          Cli.bare()
              .with("AWS_ACCESS_KEY_ID", S3Double.ACCESS_KEY)
              .with("AWS_SECRET_ACCESS_KEY", S3Double.SECRET)
              .with("HOLDFAST_PASSWORD", "a password for a bucket")
              .with("HOLDFAST_VAULT", location);
      run(cli, "init").expect(0);
      backup(cli, tree, 1);
      backup(cli, tree, 2);
      Outcome pruned = run(cli, "prune", "--json").expect(0);
      assertThat(pruned.summary().path("setsCold").asInt()).isEqualTo(1);
      assertThat(pruned.summary().at("/cooling/cooled/packs").asInt()).isPositive();

      String old =
          pruned.events().stream()
              .filter(event -> event.path("cold").asBoolean(false))
              .map(event -> event.path("setId").asString(""))
              .findFirst()
              .orElseThrow();
      Path target = directory.resolve("target");
      Outcome refused = run(cli, "restore", old, "--into", target.toString()).expect(COLD);
      assertThat(refused.err()).contains("HF-412", "vault warm", "--request");
      assertThat(target).doesNotExist();
      cli.run("vault", "warm", old, "--request").expect(NOT_WARM_YET);
      bucket.finishRestoring();
      assertThat(cli.run("vault", "warm", old).expect(0).out()).contains("can be read, until");
      run(cli, "restore", old, "--into", target.toString()).expect(0);
      try (Stream<Path> restored = Files.walk(target)) {
        assertThat(restored.filter(file -> file.endsWith("records")))
            .singleElement()
            .satisfies(file -> assertThat(file).hasBinaryContent(content(1)));
      }
    }
  }
}
