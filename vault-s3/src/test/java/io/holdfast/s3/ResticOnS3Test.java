package io.holdfast.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.progress.Progress;
import io.holdfast.s3.fake.S3Double;
import io.holdfast.vault.Backup;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.check.CheckReport;
import io.holdfast.vault.cold.Part;
import io.holdfast.vault.interop.Restic;
import io.holdfast.vault.store.KeepsCold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stock restic, with its own client of S3, as referee of the layout and of the double. */
class ResticOnS3Test {
  @TempDir Path directory;
  private S3Double s3;
  private Restic restic;

  @BeforeEach
  void start() throws IOException {
    s3 = S3Double.start();
    s3.bucket("backup");
    restic =
        new Restic(
            "s3:" + s3.endpoint() + "/backup/vault",
            Map.of(
                "AWS_ACCESS_KEY_ID", S3Double.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY", S3Double.SECRET));
  }

  @AfterEach
  void stop() {
    s3.close();
  }

  @Test
  @DisplayName("I6: restic checks and restores what Holdfast wrote into a bucket")
  void readsOurs() throws IOException {
    Map<String, byte[]> files = Backup.files(1);
    try (Vault vault = TestVault.init(Buckets.retrying(s3, "backup"));
        VaultWriter writer = vault.writer()) {
      Backup.write(writer, files);
    }
    assertThat(restic.run("check", "--read-data")).doesNotContain("error");
    restic.run("restore", "latest", "--target", directory.resolve("out").toString());
    assertThat(directory.resolve("out/incompressible"))
        .hasBinaryContent(files.get("incompressible"));
    assertThat(directory.resolve("out/inner/common")).hasBinaryContent(files.get("common"));
  }

  @Test
  @DisplayName("I6: Holdfast checks and reads what restic wrote into a bucket")
  void weReadTheirs() throws IOException {
    Path tree = Files.createDirectories(directory.resolve("tree"));
    byte[] content = TestVault.randomBytes(3, 2_000_000);
    Files.write(tree.resolve("file"), content);
    restic.run("init");
    restic.run("backup", tree.toString());
    try (Vault vault = TestVault.open(Buckets.retrying(s3, "backup"))) {
      CheckReport report = vault.check(new CheckOptions(true), Progress.NONE);
      assertThat(report.findings()).isEmpty();
      assertThat(Backup.read(vault, vault.find("latest", any -> true)).get("file"))
          .isEqualTo(content);
      try (VaultWriter writer = vault.writer()) {
        Backup.write(writer, Backup.files(2));
      }
    }
    assertThat(restic.run("check", "--read-data")).doesNotContain("error");
  }

  @Test
  @DisplayName("I6: restic checks a vault with cold packs, and restores what is warm")
  void readsWarmed() throws IOException {
    try (ColdBed bed = new ColdBed("GLACIER")) {
      Restic stock =
          new Restic(
              "s3:" + bed.s3.endpoint() + "/cold/vault",
              Map.of(
                  "AWS_ACCESS_KEY_ID", S3Double.ACCESS_KEY,
                  "AWS_SECRET_ACCESS_KEY", S3Double.SECRET));
      try (Vault vault = bed.open()) {
        bed.cool(vault);
        assertThat(stock.run("check")).doesNotContain("error");
        stock.run(
            "restore", bed.young.id().hex(), "--target", directory.resolve("young").toString());
        vault
            .coldTier()
            .request(
                vault.coldTier().needs(bed.old.tree(), Part.ALL, Progress.NONE),
                1,
                KeepsCold.Haste.BULK,
                Progress.NONE);
      }
      bed.bucket.finishRestoring();
      assertThat(stock.run("check", "--read-data")).doesNotContain("error");
      stock.run("restore", bed.old.id().hex(), "--target", directory.resolve("old").toString());
      assertThat(directory.resolve("old/old")).hasBinaryContent(bed.files("old").get("old"));
    }
  }
}
