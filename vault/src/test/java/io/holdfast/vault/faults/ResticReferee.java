package io.holdfast.vault.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.vault.interop.Restic;
import io.holdfast.vault.store.LocalObjectStore;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks stock restic whether a vault in memory is whole. */
final class ResticReferee {
  private final Path directory;
  private final AtomicInteger asked = new AtomicInteger();

  ResticReferee(Path directory) {
    this.directory = directory;
  }

  void requireWhole(MemoryObjectStore store, String when) {
    Path repository = directory.resolve("judged-" + asked.incrementAndGet());
    write(store, new LocalObjectStore(repository));
    Restic restic = new Restic(repository.toString(), Map.of());
    Restic.Outcome judged = restic.attempt(null, "check", "--read-data");
    assertThat(judged.exitCode()).as("restic after %s:%n%s", when, judged.text()).isZero();
  }

  /** Without locks: the process that they name lives, as it is this one. */
  private static void write(MemoryObjectStore from, LocalObjectStore to) {
    try {
      for (ObjectKind kind : EnumSet.complementOf(EnumSet.of(ObjectKind.LOCK))) {
        for (StoredObject object : from.list(kind)) {
          byte[] content = from.read(kind, object.name(), 0, (int) object.size());
          to.put(kind, object.name(), List.of(ByteBuffer.wrap(content)));
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
