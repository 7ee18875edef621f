package io.holdfast.vault.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.Backup;
import io.holdfast.vault.KeyInfo;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultKeys;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.crypto.KdfParameters;
import io.holdfast.vault.crypto.Password;
import io.holdfast.vault.store.LocalObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("I6: a recovery kit opens the vault for Holdfast and for restic, and is in no file")
class RecoveryKitTest {
  @TempDir Path directory;
  private LocalObjectStore store;
  private VaultKeys.RecoveryKit kit;

  @BeforeEach
  void make() {
    store = new LocalObjectStore(directory.resolve("vault"));
    try (Vault vault = TestVault.init(store)) {
      try (VaultWriter writer = vault.writer()) {
        Backup.write(writer, Backup.files(1));
      }
      kit = vault.keys().addRecoveryKit(KdfParameters.forTests());
    }
  }

  private void open(String password) {
    try (Password given = Password.of(password);
        Vault vault = Vault.open(store, given, Randomness.SECURE, TestVault.CLOCK)) {
      assertThat(vault.keys().list().stream().filter(KeyInfo::current).map(KeyInfo::id))
          .containsExactly(kit.keyId());
      assertThat(vault.snapshots()).hasSize(1);
    }
  }

  @Test
  void opens() throws Exception {
    String secret = kit.secret().printed();
    open(secret);
    open(secret.toLowerCase(Locale.ROOT).replace("-", " "));

    Path file = Files.writeString(directory.resolve("secret"), secret + "\n");
    Restic restic =
        new Restic(
            directory.resolve("vault").toString(), Map.of("RESTIC_PASSWORD_FILE", file.toString()));
    restic.run("check", "--read-data");
    assertThat(restic.run("key", "list")).contains("recovery-kit");
    restic.run("restore", "latest", "--target", directory.resolve("out").toString());
    assertThat(directory.resolve("out/file-9")).hasBinaryContent(Backup.files(1).get("file-9"));
    Files.delete(file);
    try (Stream<Path> files = Files.walk(directory.resolve("vault"))) {
      for (Path one : files.filter(Files::isRegularFile).toList()) {
        assertThat(
                new String(Files.readAllBytes(one), java.nio.charset.StandardCharsets.ISO_8859_1))
            .doesNotContain(secret.substring(4, 15));
      }
    }
  }

  @Test
  @DisplayName("HF-230 for a slip; HF-402 for the kit of another vault, or one that was removed")
  void refused() {
    String secret = kit.secret().printed();
    char last = secret.charAt(8);
    String slip = secret.substring(0, 8) + (last == 'A' ? 'B' : 'A') + secret.substring(9);
    assertCode(ErrorCode.RECOVERY_SECRET_MISTYPED, slip);
    try (Vault vault = TestVault.open(store)) {
      vault.keys().remove(kit.keyId().hex());
    }
    assertCode(ErrorCode.WRONG_PASSWORD, secret);
    assertCode(ErrorCode.WRONG_PASSWORD, secret.toLowerCase(Locale.ROOT));
  }

  private void assertCode(ErrorCode code, String password) {
    assertThatThrownBy(() -> open(password))
        .isInstanceOfSatisfying(
            HoldfastException.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  @Test
  @DisplayName("A password that happens to begin like a kit's secret is a password")
  void password() {
    for (String odd : List.of("HFK", "hfk-my own")) {
      try (Vault vault = TestVault.open(store);
          Password own = Password.of(odd)) {
        vault.keys().add(own, KdfParameters.forTests());
      }
      try (Password own = Password.of(odd);
          Vault vault = Vault.open(store, own, Randomness.SECURE, TestVault.CLOCK)) {
        assertThat(vault.snapshots()).hasSize(1);
      }
    }
  }
}
