package io.holdfast.vault;

import io.holdfast.platform.Randomness;
import io.holdfast.vault.chunk.Polynomial;
import io.holdfast.vault.document.GoJson;
import io.holdfast.vault.document.JsonFields;

/**
 * The vault's config.
 *
 * @param polynomial for restic's chunker; Holdfast cuts by its own
 */
record Config(int version, String id, String polynomial) {
  /** What is written, and the newest that is read. */
  static final int VERSION = 2;

  static Config fresh(Randomness randomness) {
    return new Config(
        VERSION,
        BlobId.of(randomness.bytes(BlobId.BYTES)).hex(),
        Long.toHexString(Polynomial.randomIrreducible(randomness)));
  }

  /** The config of a new vault that cuts as this one does. */
  Config another(Randomness randomness) {
    return new Config(VERSION, BlobId.of(randomness.bytes(BlobId.BYTES)).hex(), polynomial);
  }

  byte[] encode() {
    GoJson json = new GoJson();
    json.raw("{\"version\":").number(version).raw(",\"id\":").string(id);
    return json.raw(",\"chunker_polynomial\":").string(polynomial).raw("}").toBytes();
  }

  static Config decode(byte[] bytes) {
    JsonFields json = JsonFields.parse(bytes);
    return new Config(
        json.integer("version"), json.textOr("id", ""), json.textOr("chunker_polynomial", ""));
  }
}
