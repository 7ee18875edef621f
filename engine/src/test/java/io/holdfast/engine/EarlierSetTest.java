package io.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.Clock;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole backups of a real tree, each beginning with the newest earlier set. */
class EarlierSetTest {
  private static final int FILES = 5;

  @TempDir Path directory;
  private BackupBed bed;

  @BeforeEach
  void lay() throws IOException {
    bed = new BackupBed(directory);
    bed.references = List.of();
    bed.providers =
        Providers.of(List.of(Providers.load().of("files"), bed.stores.providers().of("derby")));
    for (int i = 0; i < FILES; i++) {
      write("data/" + i, "old " + i);
    }
    settle();
  }

  @Test
  @DisplayName("What did not change since the newest earlier set is not read again")
  void begins() throws IOException {
    Backup.Result first = bed.run();
    assertThat(read(first)).isEqualTo(FILES);
    assertThat(first.snapshot().parent()).isNull();

    write("data/1", "new and longer");
    write("data/another", "new");
    settle();
    Backup.Result second = bed.run();
    assertThat(read(second)).as("of the second").isEqualTo(2);
    assertThat(second.snapshot().parent()).isEqualTo(first.snapshot().id());

    Backup.Result third = bed.run();
    assertThat(read(third)).as("of the third, by the second and not the first").isZero();
    assertThat(third.snapshot().parent()).isEqualTo(second.snapshot().id());
    assertThat(third.set().member("disk").orElseThrow().files()).isEqualTo(FILES + 1);
    assertThat(bed.wholeSets()).as("and everything is in it").isEqualTo(3);
  }

  static Stream<Arguments> harms() {
    return Stream.of(
        harm("its snapshot is missing", objects -> lose(objects, ObjectKind.SNAPSHOT)),
        harm("its snapshot is damaged", EarlierSetTest::damageSnapshots),
        harm("its packs are missing", objects -> lose(objects, ObjectKind.PACK)));
  }

  private static Arguments harm(String what, Consumer<MemoryObjectStore> harm) {
    return Arguments.argumentSet(what, harm);
  }

  private static void lose(MemoryObjectStore objects, ObjectKind kind) {
    objects.list(kind).forEach(object -> objects.delete(kind, object.name()));
  }

  private static void damageSnapshots(MemoryObjectStore objects) {
    for (StoredObject snapshot : objects.list(ObjectKind.SNAPSHOT)) {
      objects.damage(
          ObjectKind.SNAPSHOT,
          snapshot.name(),
          bytes -> {
            bytes[bytes.length - 1] ^= 1;
            return bytes;
          });
    }
  }

  @ParameterizedTest
  @MethodSource("harms")
  @DisplayName("I6: an earlier set that is missing or damaged costs reading, and nothing else")
  void harmed(Consumer<MemoryObjectStore> harm) {
    bed.run();
    harm.accept(bed.objects);

    Backup.Result second = bed.run();

    assertThat(read(second)).isEqualTo(FILES);
    assertThat(second.set().member("disk").orElseThrow().files()).isEqualTo(FILES);
    bed.prove(second);
  }

  /** How many files the backup read: what its first pass found unlike the earlier set. */
  private static long read(Backup.Result result) {
    return result
        .set()
        .member("disk")
        .orElseThrow()
        .evidence()
        .required("warmRounds")
        .get(0)
        .required("changedFiles")
        .asLong();
  }

  /** A change that is as young as the set is looked at again, so it must grow older. */
  private static void settle() {
    Clock.SYSTEM.sleep(Duration.ofMillis(1_300));
  }

  private void write(String path, String content) throws IOException {
    Path file = directory.resolve("live").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
