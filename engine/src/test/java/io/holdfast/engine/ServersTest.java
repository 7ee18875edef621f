package io.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.stores.ServerRestore;
import io.holdfast.stores.Store;
import io.holdfast.stores.StoreContext;
import io.holdfast.stores.StoreProvider;
import io.holdfast.stores.StoreRestore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** I5: databases in servers are exchanged all or none, and what failed is taken back. */
class ServersTest {
  private final List<String> events = new ArrayList<>();
  private String fails = "";

  @Test
  @DisplayName("All are exchanged in order; taken back in the other order")
  void exchanged() {
    Servers servers = servers("a", "b");

    assertThat(servers.exchange("x")).containsExactly("a → a_before_x", "b → b_before_x");
    servers.takeBack(new RuntimeException("a directory is a mount point"));
    assertThat(events).containsExactly("exchange a", "exchange b", "take back b", "take back a");
  }

  @Test
  @DisplayName("When a later exchange fails, the earlier ones are taken back, and it is told")
  void laterFails() {
    fails = "exchange c";
    Servers servers = servers("a", "b", "c");

    assertThatThrownBy(() -> servers.exchange("x")).hasMessage("exchange c");
    assertThat(events)
        .containsExactly("exchange a", "exchange b", "exchange c", "take back b", "take back a");
  }

  @Test
  @DisplayName("What cannot be taken back does not keep the others from it, and is told beside")
  void stuck() {
    fails = "take back b";
    Servers servers = servers("a", "b");
    servers.exchange("x");
    RuntimeException because = new RuntimeException("a directory is a mount point");

    servers.takeBack(because);
    assertThat(events).endsWith("take back b", "take back a");
    assertThat(because.getSuppressed())
        .singleElement()
        .hasToString("java.lang.IllegalStateException: take back b");
  }

  @Test
  @DisplayName("Everything that was prepared is discarded, and asked beforehand whether it fits")
  void others() {
    Servers servers = servers("a", "b");
    servers.refuseUnfit();
    servers.discard();
    assertThat(events).containsExactly("refuse a", "refuse b", "discard a", "discard b");
    assertThat(servers("a").exchange("x")).hasSize(1);
  }

  private Servers servers(String... names) {
    List<Placement> placements = new ArrayList<>();
    for (String name : names) {
      placements.add(
          new Placement(
              CraftedSets.member("db", 1, 2),
              Path.of("/scratch", name),
              Optional.empty(),
              Optional.of(
                  new StoreSpec.Postgresql(name, "jdbc:postgresql://h/" + name, "u", null))));
    }
    placements.add(
        new Placement(
            CraftedSets.member("disk", 1, 2), Path.of("/d"), Optional.empty(), Optional.empty()));
    return new Servers(placements, Providers.of(List.of(new Provider())), Clock.SYSTEM, 1);
  }

  private void event(String what) {
    events.add(what);
    if (what.equals(fails)) {
      throw new IllegalStateException(what);
    }
  }

  private final class Provider implements StoreProvider {
    @Override
    public String kind() {
      return "postgresql";
    }

    @Override
    public Role role() {
      return Role.SYSTEM_DATABASE;
    }

    @Override
    public List<Path> ownedPaths(StoreSpec spec) {
      return List.of();
    }

    @Override
    public Store open(StoreSpec spec, StoreContext context) {
      throw new AssertionError("Nothing is backed up here");
    }

    @Override
    public StoreRestore restore(Clock clock, int threads) {
      throw new AssertionError("Nothing is restored as files here");
    }

    @Override
    public Optional<ServerRestore> intoServer(StoreSpec spec, Clock clock, int threads) {
      return Optional.of(new Fake(spec.name()));
    }
  }

  private final class Fake implements ServerRestore {
    private final String name;

    Fake(String name) {
      this.name = name;
    }

    @Override
    public void refuseUnfit() {
      event("refuse " + name);
    }

    @Override
    public StoreRestore.OpenedDatabase prepare(Path dump, Path work, Progress progress) {
      throw new AssertionError("Nothing is prepared here");
    }

    @Override
    public Optional<String> exchange(String label) {
      event("exchange " + name);
      return Optional.of(name + " → " + name + "_before_" + label);
    }

    @Override
    public void takeBack() {
      event("take back " + name);
    }

    @Override
    public void discard() {
      event("discard " + name);
    }
  }
}
