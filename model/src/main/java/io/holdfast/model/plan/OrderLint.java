package io.holdfast.model.plan;

import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.KeyQuery;
import io.holdfast.model.installation.Profile;
import io.holdfast.model.installation.Reference;
import io.holdfast.model.installation.StoreSpec;
import java.util.List;
import java.util.Optional;

/** What refers must be older than the disk in every set (I2), and there is one system database. */
final class OrderLint implements Lint {
  @Override
  public void look(Installation installation, Findings findings) {
    for (Reference reference : installation.references()) {
      lookAtReference(installation, reference, findings);
    }
    lookForCircle(installation, findings);
    lookAtDatabases(installation, findings);
    lookForUncheckedArchives(installation, findings);
  }

  private static void lookAtReference(
      Installation installation, Reference reference, Findings findings) {
    Optional<StoreSpec> from = Stores.named(installation, reference.from());
    Optional<StoreSpec> to = Stores.named(installation, reference.to());
    String where = "references[" + reference.from() + " → " + reference.to() + "]";
    if (from.isEmpty() || to.isEmpty()) {
      findings.error(
          "reference-to-nowhere",
          where,
          "There is no store '" + (from.isEmpty() ? reference.from() : reference.to()) + "'.",
          "Name a store of this installation.");
    } else if (from.get() instanceof StoreSpec.Files) {
      findings.error(
          "database-before-disk",
          where,
          "The tree '"
              + reference.from()
              + "' is said to refer to '"
              + reference.to()
              + "', so the disk would be fixed first and could be older than the database.",
          "Write the reference from the database whose rows name the files.");
    } else if (from.get() instanceof StoreSpec.Redis
        && KeyQuery.parse(reference.query()).isEmpty()) {
      findings.error(
          "reference-from-redis",
          where,
          "'" + reference.from() + "' is a Redis, and the query is none that it answers.",
          "Write GET PATTERN for keys whose values are paths, or HMGET PATTERN PATH [LENGTH"
              + " [SHA256]] for hashes with such fields.");
    } else if (!(to.get() instanceof StoreSpec.Files)) {
      findings.error(
          "reference-to-database",
          where,
          "'" + reference.to() + "' holds no files, and the rows of a query can only name files.",
          "Let the reference lead to a store of kind files.");
    }
  }

  private static void lookForCircle(Installation installation, Findings findings) {
    List<StoreSpec> circle = FixingOrder.of(installation).circle();
    if (!circle.isEmpty()) {
      findings.error(
          "reference-circle",
          "references",
          "The stores "
              + FixingOrder.names(circle)
              + " wait for each other in a circle, so that no order of fixing is right.",
          "Take out the reference that points from disk to a database, or from a store to itself.");
    }
  }

  private static void lookAtDatabases(Installation installation, Findings findings) {
    List<StoreSpec.Database> databases = Stores.databases(installation);
    if (databases.size() > 1) {
      findings.error(
          "two-system-databases",
          "stores",
          "There are "
              + databases.size()
              + " system databases: "
              + FixingOrder.names(List.copyOf(databases))
              + ". An installation has one.",
          "Take out those that do not belong to this installation.");
    }
  }

  /** Without the reference, a restore cannot prove that archived files are there (I5). */
  private static void lookForUncheckedArchives(Installation installation, Findings findings) {
    if (Stores.databases(installation).isEmpty()) {
      return;
    }
    for (StoreSpec.Files tree : Stores.trees(installation)) {
      boolean archives =
          tree.profiles().stream().anyMatch(entry -> entry.profile() == Profile.ARCHIVE);
      boolean referred =
          installation.references().stream()
              .anyMatch(reference -> reference.to().equals(tree.name()));
      if (archives && !referred) {
        findings.warning(
            "archive-unchecked",
            "stores[" + tree.name() + "]",
            "The tree holds archives, which database rows name, but no reference says how.",
            "Add a reference with the query that lists the archived files, so that a restore can"
                + " prove that they are all there.");
      }
    }
  }
}
