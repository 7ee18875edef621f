package io.holdfast.vault;

import io.holdfast.vault.document.Damage;
import io.holdfast.vault.document.Documents;
import io.holdfast.vault.document.GoJson;
import io.holdfast.vault.document.JsonFields;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoreFailure;
import io.holdfast.vault.store.StoredObject;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What prunes have begun ({@code docs/spec/prune.md} §2): the union of all prune states that there
 * are.
 *
 * @param names of the states: others mean that a prune has begun since
 * @param condemned packs that are going to be deleted, and since when
 * @param seen index files that a prune has seen, and the writers that lived beside them
 */
record PruneState(
    Set<String> names, Map<BlobId, Instant> condemned, Map<BlobId, Set<String>> seen) {
  static Set<String> names(ObjectStore store) {
    return Vault.list(store, ObjectKind.PRUNE).stream()
        .map(StoredObject::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  static PruneState load(ObjectStore store, Documents documents) {
    return of(StateObjects.load(store, documents, ObjectKind.PRUNE));
  }

  /**
   * The union of those that can be read.
   *
   * @param damaged receives the names of the others
   */
  static PruneState loadSound(ObjectStore store, Documents documents, Set<String> damaged) {
    return of(
        StateObjects.load(
            store, documents, ObjectKind.PRUNE, (name, failure) -> damaged.add(name)));
  }

  private static PruneState of(Map<String, byte[]> states) {
    PruneState state = new PruneState(states.keySet(), new TreeMap<>(), new HashMap<>());
    states.forEach(state::add);
    return state;
  }

  /**
   * Puts a new state, then removes older ones. From here on no writer that looks counts on what is
   * condemned.
   *
   * @return its name
   */
  static String announce(
      Vault.Parts parts,
      Map<BlobId, Instant> condemned,
      Map<BlobId, Set<String>> seen,
      Set<String> replaced) {
    String name = parts.documents().save(ObjectKind.PRUNE, encode(condemned, seen)).hex();
    for (String old : replaced) {
      try {
        parts.store().delete(ObjectKind.PRUNE, old);
      } catch (IOException failure) {
        throw StoreFailure.of(failure, parts.store(), "delete " + ObjectKind.PRUNE.path(old));
      }
    }
    return name;
  }

  private void add(String name, byte[] json) {
    try {
      JsonFields fields = JsonFields.parse(json);
      for (JsonFields group : fields.objects("condemned")) {
        Instant since = group.time("since");
        // If several prunes condemned it, the last counts: nobody waits too short.
        group
            .texts("packs")
            .forEach(
                pack -> condemned.merge(BlobId.parse(pack), since, (a, b) -> a.isAfter(b) ? a : b));
      }
      for (JsonFields group : fields.objects("seen")) {
        Set<String> beside = Set.copyOf(group.texts("beside"));
        group.texts("index").forEach(file -> seen.put(BlobId.parse(file), beside));
      }
    } catch (IllegalArgumentException malformed) {
      throw Damage.of(
          ObjectKind.PRUNE.path(name), String.valueOf(malformed.getMessage()), malformed);
    }
  }

  /** Whether another state would say the same. */
  boolean says(Map<BlobId, Instant> otherCondemned, Map<BlobId, Set<String>> otherSeen) {
    return names.size() == 1 && condemned.equals(otherCondemned) && seen.equals(otherSeen);
  }

  static byte[] encode(Map<BlobId, Instant> condemned, Map<BlobId, Set<String>> seen) {
    GoJson json = new GoJson();
    json.raw("{\"version\":1,\"condemned\":[");
    String comma = "";
    for (Map.Entry<Instant, List<BlobId>> group : grouped(condemned, Map.Entry::getValue)) {
      json.raw(comma).raw("{\"since\":").time(group.getKey());
      json.raw(",\"packs\":").ids(group.getValue()).raw("}");
      comma = ",";
    }
    json.raw("],\"seen\":[");
    comma = "";
    for (Map.Entry<List<String>, List<BlobId>> group :
        grouped(seen, entry -> entry.getValue().stream().sorted().toList())) {
      json.raw(comma).raw("{\"beside\":").strings(group.getKey());
      json.raw(",\"index\":").ids(group.getValue()).raw("}");
      comma = ",";
    }
    return json.raw("]}").toBytes();
  }

  private static <V, G> Set<Map.Entry<G, List<BlobId>>> grouped(
      Map<BlobId, V> values, Function<Map.Entry<BlobId, V>, G> group) {
    return values.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .collect(
            Collectors.groupingBy(
                group, HashMap::new, Collectors.mapping(Map.Entry::getKey, Collectors.toList())))
        .entrySet();
  }
}
