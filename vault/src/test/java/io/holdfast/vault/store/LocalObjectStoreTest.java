package io.holdfast.vault.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.Processes;
import io.holdfast.vault.Hash;
import io.holdfast.vault.TestVault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalObjectStoreTest extends ObjectStoreContract {
  @TempDir Path directory;

  @Override
  protected ObjectStore newStore() {
    return new LocalObjectStore(directory.resolve("vault"));
  }

  private Path vault() {
    return directory.resolve("vault");
  }

  private String putPack() throws IOException {
    byte[] content = TestVault.utf8("pack");
    String name = Hash.sha256(content).hex();
    newStore().put(ObjectKind.PACK, name, List.of(ByteBuffer.wrap(content)));
    return name;
  }

  @Test
  @DisplayName("The layout is restic's, and for the owner's eyes alone")
  void layout() throws IOException {
    String name = putPack();
    Path pack = vault().resolve("data").resolve(name.substring(0, 2)).resolve(name);
    assertThat(pack).hasContent("pack");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pack)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(vault())))
        .isEqualTo("rwx------");
    assertThat(vault().resolve("data")).isDirectoryContaining("glob:**/ff");
    for (String part : List.of("keys", "snapshots", "index", "locks", "tmp")) {
      assertThat(vault().resolve(part)).isEmptyDirectory();
    }
  }

  @Test
  @DisplayName("I6: what a killed writer left is swept; what a living one writes is not")
  void sweep() throws IOException {
    putPack();
    Path temporaries = vault().resolve("tmp");
    String host = Processes.hostName();
    String run = "0123456789abcdef";
    Path dead = temporaries.resolve(host + ".999999999." + run + ".1");
    Path earlierRunWithOurNumber =
        temporaries.resolve(host + "." + Processes.ownPid() + "." + run + ".7");
    Path foreign = temporaries.resolve("other-host.1." + run + ".1");
    Path parent =
        temporaries.resolve(
            host + "." + ProcessHandle.current().parent().orElseThrow().pid() + "." + run + ".1");
    Path unknown = temporaries.resolve("notes.txt");
    for (Path file : List.of(dead, earlierRunWithOurNumber, foreign, parent, unknown)) {
      Files.writeString(file, "half a pack");
    }
    LocalObjectStore store = new LocalObjectStore(vault());
    assertThat(store.sweepTemporaries()).isEqualTo(3);
    assertThat(temporaries).isDirectoryNotContaining(p -> p.equals(dead) || p.equals(foreign));
    assertThat(parent).exists();
    assertThat(unknown).exists();
  }

  @Test
  @DisplayName("A failed put leaves no temporary")
  void failedPut() throws IOException {
    putPack();
    Path index = vault().resolve("index");
    Files.delete(index);
    Files.writeString(index, "a file where a directory belongs");
    byte[] content = TestVault.utf8("x");
    assertThatThrownBy(
            () ->
                newStore()
                    .put(
                        ObjectKind.INDEX,
                        Hash.sha256(content).hex(),
                        List.of(ByteBuffer.wrap(content))))
        .isInstanceOf(IOException.class);
    assertThat(vault().resolve("tmp")).isEmptyDirectory();
  }

  @Test
  @DisplayName("Files that are no objects are not listed; a directory with them is not empty")
  void foreignFiles() throws IOException {
    putPack();
    Files.writeString(vault().resolve("data/00/README"), "x");
    Files.writeString(vault().resolve("data/00/" + "0".repeat(64) + "-tmp-123"), "x");
    assertThat(newStore().list(ObjectKind.PACK)).hasSize(1);
    Path other = directory.resolve("other");
    Files.createDirectories(other);
    assertThat(new LocalObjectStore(other).isEmpty()).isTrue();
    Files.writeString(other.resolve("notes.txt"), "x");
    assertThat(new LocalObjectStore(other).isEmpty()).isFalse();
  }
}
