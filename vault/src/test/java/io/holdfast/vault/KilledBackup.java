package io.holdfast.vault;

import io.holdfast.vault.store.LocalObjectStore;
import java.nio.file.Path;
import java.util.Map;

/** A program that backs up for ever, to be killed by {@link KillTest}. */
final class KilledBackup {
  private KilledBackup() {}

  public static void main(String[] arguments) {
    int set = Integer.parseInt(arguments[1]);
    try (Vault vault = TestVault.open(new LocalObjectStore(Path.of(arguments[0])))) {
      System.out.println("ready");
      while (true) {
        try (VaultWriter writer = vault.writer()) {
          writer.adoptOrphans();
          Map<String, byte[]> files = Backup.files(set++);
          Backup.write(writer, files);
        }
      }
    }
  }
}
