package io.holdfast.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Processes;
import io.holdfast.vault.crypto.KdfParameters;
import io.holdfast.vault.crypto.KeyFile;
import io.holdfast.vault.crypto.MasterKey;
import io.holdfast.vault.crypto.Password;
import io.holdfast.vault.crypto.RecoverySecret;
import io.holdfast.vault.crypto.SealBrokenException;
import io.holdfast.vault.document.Damage;
import io.holdfast.vault.document.Documents;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoreFailure;
import io.holdfast.vault.store.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The passwords of a vault. Each has a key file that wraps the one master key: removing a password
 * does not take the master key from whoever has had it.
 */
public final class VaultKeys {
  /** Stands in the place of a user's name, so that lists of keys tell which one is on paper. */
  private static final String RECOVERY_KIT = "recovery-kit";

  private final Vault.Parts parts;
  private BlobId current;

  VaultKeys(Vault.Parts parts, BlobId current) {
    this.parts = parts;
    this.current = current;
  }

  /** All keys, oldest first. */
  public List<KeyInfo> list() {
    List<KeyInfo> keys = new ArrayList<>();
    for (StoredObject object : Vault.list(parts.store(), ObjectKind.KEY)) {
      KeyFile file = load(parts.store(), object.name());
      BlobId id = BlobId.parse(object.name());
      keys.add(new KeyInfo(id, file.user(), file.host(), file.created(), id.equals(current)));
    }
    keys.sort(Comparator.comparing(KeyInfo::created).thenComparing(KeyInfo::id));
    return keys;
  }

  /** Adds a password, with the usual cost of trying one. */
  public BlobId add(Password password) {
    return add(password, KdfParameters.STANDARD);
  }

  public BlobId add(Password password, KdfParameters kdf) {
    return write(parts, password, kdf, Processes.userName());
  }

  /** A key whose password is on paper alone. */
  public record RecoveryKit(BlobId keyId, RecoverySecret secret) {}

  /**
   * Adds a key with a secret that is drawn here and stored nowhere, and proves that it opens the
   * vault.
   */
  public RecoveryKit addRecoveryKit(KdfParameters kdf) {
    RecoverySecret secret = RecoverySecret.draw(parts.randomness());
    try (Password password = secret.password()) {
      BlobId id = write(parts, password, kdf, RECOVERY_KIT);
      if (!load(parts.store(), id.hex()).unlock(password).isSameAs(parts.key())) {
        throw new SealBrokenException("it holds another master key");
      }
      return new RecoveryKit(id, secret);
    } catch (SealBrokenException broken) {
      throw new HoldfastException(
          ErrorCode.INTERNAL,
          "The new key does not open the vault: " + broken.getMessage(),
          "The vault and its other keys are unharmed; the new key is of no use.",
          "Test this machine's memory; remove the key, and make the kit again.",
          broken);
    }
  }

  /**
   * Removes a key.
   *
   * @throws HoldfastException HF-208 or HF-209 if the prefix names none or several, HF-215 if it is
   *     the last key or the one in use
   */
  public void remove(String idPrefix) {
    List<KeyInfo> keys = list();
    List<KeyInfo> fitting =
        keys.stream().filter(key -> key.id().hex().startsWith(idPrefix)).toList();
    if (fitting.size() != 1) {
      throw new HoldfastException(
          fitting.isEmpty() ? ErrorCode.NOT_FOUND : ErrorCode.AMBIGUOUS,
          "The prefix '" + idPrefix + "' names " + fitting.size() + " of " + keys.size() + " keys.",
          "No key was removed.",
          "List the keys with 'holdfast vault key list' and give more digits.");
    }
    KeyInfo key = fitting.getFirst();
    if (key.current() || keys.size() == 1) {
      throw new HoldfastException(
          ErrorCode.LAST_KEY,
          "The key "
              + key.id().brief()
              + (keys.size() == 1
                  ? " is the only one."
                  : " is the one this vault was opened with."),
          "No key was removed.",
          "Add another password first, open the vault with it, then remove this key.");
    }
    delete(key.id());
  }

  /** Replaces the password in use. If it is killed in between, both passwords open the vault. */
  public BlobId change(Password password) {
    return change(password, KdfParameters.STANDARD);
  }

  public BlobId change(Password password, KdfParameters kdf) {
    BlobId old = current;
    current = add(password, kdf);
    delete(old);
    return current;
  }

  private void delete(BlobId id) {
    try {
      parts.store().delete(ObjectKind.KEY, id.hex());
    } catch (IOException failure) {
      throw StoreFailure.of(failure, parts.store(), "delete keys/" + id);
    }
  }

  /** Wraps the master key and writes the key file. */
  static BlobId write(Vault.Parts parts, Password password, KdfParameters kdf, String user) {
    MasterKey master = parts.key();
    KeyFile file =
        KeyFile.create(
            master,
            password,
            kdf,
            parts.randomness(),
            parts.clock().now(),
            user,
            Processes.hostName());
    byte[] encoded = file.encode();
    BlobId id = Hash.sha256(encoded);
    ObjectStore store = parts.store();
    try {
      store.put(ObjectKind.KEY, id.hex(), List.of(ByteBuffer.wrap(encoded)));
    } catch (IOException failure) {
      throw StoreFailure.of(failure, store, "write keys/" + id);
    }
    return id;
  }

  static KeyFile load(ObjectStore store, String name) {
    byte[] bytes = Documents.loadNamed(store, ObjectKind.KEY, name);
    try {
      return KeyFile.decode(bytes);
    } catch (IllegalArgumentException malformed) {
      throw Damage.of("keys/" + name, String.valueOf(malformed.getMessage()), malformed);
    }
  }
}
