package io.holdfast.stores.postgresql;

import io.holdfast.model.installation.Reference;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.platform.Clock;
import io.holdfast.stores.StoreCapture;
import io.holdfast.vault.Vault;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** One database on its way into a vault. */
final class PostgresqlCapture extends StoreCapture {
  PostgresqlCapture(Vault vault, Path work, StoreSpec.Postgresql spec, String... queries) {
    this(vault, work, spec, Programs.usualPlaces(), queries);
  }

  PostgresqlCapture(
      Vault vault, Path work, StoreSpec.Postgresql spec, List<Path> places, String... queries) {
    super(
        new PostgresqlProvider(places),
        new PostgresqlProvider().restore(Clock.SYSTEM, 2),
        spec,
        Arrays.stream(queries).map(query -> new Reference(spec.name(), query, "disk", "")).toList(),
        vault,
        work,
        null);
  }

  @Override
  public PostgresqlCapture fix() {
    super.fix();
    return this;
  }
}
