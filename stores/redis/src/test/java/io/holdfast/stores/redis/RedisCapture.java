package io.holdfast.stores.redis;

import io.holdfast.model.installation.Reference;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.platform.Clock;
import io.holdfast.stores.StoreCapture;
import io.holdfast.stores.StoreRestore;
import io.holdfast.vault.Vault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One Redis on its way into a vault. */
final class RedisCapture extends StoreCapture {
  private final Path work;

  RedisCapture(Vault vault, Path work, StoreSpec.Redis spec) {
    this(vault, work, spec, Duration.ofSeconds(30));
  }

  RedisCapture(Vault vault, Path work, StoreSpec.Redis spec, Duration patience) {
    this(vault, work, spec, patience, List.of());
  }

  RedisCapture(
      Vault vault, Path work, StoreSpec.Redis spec, Duration patience, List<Reference> references) {
    super(new RedisProvider(patience, List.of()), driver(), spec, references, vault, work, null);
    this.work = work;
  }

  static StoreRestore driver() {
    return new RedisProvider().restore(Clock.SYSTEM, 2);
  }

  @Override
  public RedisCapture fix() {
    super.fix();
    return this;
  }

  /** Checked by itself and by a private server. */
  void prove(Path restored) {
    driver().open(restored, work).close();
  }
}
