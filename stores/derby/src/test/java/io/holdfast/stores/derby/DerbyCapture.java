package io.holdfast.stores.derby;

import io.holdfast.model.installation.StoreSpec;
import io.holdfast.platform.Clock;
import io.holdfast.stores.EarlierMember;
import io.holdfast.stores.StoreCapture;
import io.holdfast.stores.StoreRestore;
import io.holdfast.vault.Vault;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One database on its way into a vault. Its live directory is said to be where nothing is. */
final class DerbyCapture extends StoreCapture {
  static final Path NOWHERE = Path.of("/nowhere/systemdb");

  DerbyCapture(Vault vault, Path work, String url) {
    this(vault, work, new StoreSpec.Derby("db", url, NOWHERE), null);
  }

  DerbyCapture(Vault vault, Path work, StoreSpec.Derby spec, @Nullable EarlierMember earlier) {
    super(new DerbyProvider(), driver(), spec, List.of(), vault, work, earlier);
  }

  static StoreRestore driver() {
    return new DerbyProvider().restore(Clock.SYSTEM, 2);
  }

  @Override
  public DerbyCapture fix() {
    super.fix();
    return this;
  }
}
