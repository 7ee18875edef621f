package io.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.vault.store.MemoryObjectStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** I5: where each member is restored to, and in which order. */
class PlacementTest {
  private static final Path TARGET = Path.of("/restore");

  @Test
  @DisplayName("A database that lives inside a tree is restored inside that tree, after its files")
  void inside() {
    List<Placement> placements =
        Placement.into(TARGET, CraftedSets.sound(), installation("/opt/mz/storage/systemdb"));

    assertThat(placements).extracting(p -> p.member().store()).containsExactly("disk", "db");
    assertThat(placements.get(0).directory()).isEqualTo(TARGET.resolve("disk"));
    assertThat(placements.get(0).below()).isEmpty();
    assertThat(placements.get(1).directory()).isEqualTo(TARGET.resolve("disk/storage/systemdb"));
    assertThat(placements.get(1).below()).isEqualTo(Optional.of("disk"));
  }

  @Test
  @DisplayName("A database that lives elsewhere stands alone, still after the files")
  void outside() {
    List<Placement> placements =
        Placement.into(TARGET, CraftedSets.sound(), installation("/var/lib/systemdb"));

    assertThat(placements).extracting(p -> p.member().store()).containsExactly("disk", "db");
    assertThat(placements.get(1).directory()).isEqualTo(TARGET.resolve("db"));
    assertThat(placements.get(1).below()).isEmpty();
  }

  @Test
  @DisplayName("A directory whose name only begins like the tree's is not inside it")
  void sameBeginning() {
    List<Placement> placements =
        Placement.into(TARGET, CraftedSets.sound(), installation("/opt/mz-db"));

    assertThat(placements.get(1).below()).isEmpty();
  }

  @Test
  @DisplayName("In place, everything is prepared beside the live data, on the same file systems")
  void besideTheLive() {
    assertThat(
            Placement.besideTheLive(
                CraftedSets.sound(), installation("/opt/mz/storage/systemdb"), TARGET))
        .extracting(Placement::directory)
        .containsExactly(
            Path.of("/opt/mz.holdfast-new"), Path.of("/opt/mz.holdfast-new/storage/systemdb"));
    assertThat(
            Placement.besideTheLive(CraftedSets.sound(), installation("/var/lib/systemdb"), TARGET))
        .extracting(Placement::directory)
        .containsExactly(
            Path.of("/opt/mz.holdfast-new"), Path.of("/var/lib/systemdb.holdfast-new"));
  }

  @Test
  @DisplayName("A database that lives in a server: in place by way of scratch, and else as files")
  void inAServer() {
    Installation derby = installation("/var/lib/systemdb");
    StoreSpec database = new StoreSpec.Postgresql("db", "jdbc:postgresql://h/d", "u", null);
    Installation server =
        new Installation(
            derby.name(),
            derby.vault(),
            derby.state(),
            derby.suspension(),
            List.of(derby.stores().get(0), database),
            derby.references(),
            derby.rules());
    RecoverySet set = CraftedSets.withDatabaseOfKind("postgresql");

    Placement inPlace = Placement.besideTheLive(set, server, Path.of("/scratch")).get(1);
    assertThat(inPlace.directory()).isEqualTo(Path.of("/scratch/db"));
    assertThat(inPlace.server()).contains(database);
    Placement into = Placement.into(TARGET, set, server).get(1);
    assertThat(into.directory()).isEqualTo(TARGET.resolve("db"));
    assertThat(into.server()).isEmpty();
  }

  @Test
  @DisplayName("A member that the configuration does not name, or names as another kind, is HF-205")
  void unknownStore() {
    Installation sound = installation("/var/db");
    for (List<StoreSpec> stores :
        List.<List<StoreSpec>>of(
            List.of(sound.stores().get(0)),
            List.of(
                sound.stores().get(0), new StoreSpec.Files("db", Path.of("/var/db"), List.of())))) {
      Installation other =
          new Installation(
              sound.name(),
              sound.vault(),
              sound.state(),
              sound.suspension(),
              stores,
              sound.references(),
              sound.rules());
      assertThatThrownBy(() -> Placement.into(TARGET, CraftedSets.sound(), other))
          .isInstanceOfSatisfying(
              HoldfastException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_WRONG_VALUE);
                assertThat(e.getMessage()).contains("derby", "'db'");
              });
    }
  }

  private static Installation installation(String database) {
    Installation bed = new BackupBed(Path.of("/unused"), new MemoryObjectStore()).installation();
    return new Installation(
        bed.name(),
        bed.vault(),
        bed.state(),
        bed.suspension(),
        List.of(
            new StoreSpec.Files("disk", Path.of("/opt/mz"), List.of()),
            new StoreSpec.Derby("db", "jdbc:derby://h:1/d", Path.of(database))),
        bed.references(),
        bed.rules());
  }
}
