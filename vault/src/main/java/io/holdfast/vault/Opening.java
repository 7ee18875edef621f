package io.holdfast.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Processes;
import io.holdfast.platform.Randomness;
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
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Making a vault and opening one: the errors that an operator meets first. */
final class Opening {
  /** The names under which a config is found; the store ignores it. */
  private static final String CONFIG = "config";

  private final ObjectStore store;
  private final Randomness randomness;
  private final Clock clock;

  Opening(ObjectStore store, Randomness randomness, Clock clock) {
    this.store = store;
    this.randomness = randomness;
    this.clock = clock;
  }

  /** The key first, the config last: without a config there is no vault yet. */
  Vault init(Password password, KdfParameters kdf) {
    return init(MasterKey.random(randomness), Config.fresh(randomness), password, kdf);
  }

  /** A vault with a master key of its own, or with that of another one. */
  Vault init(MasterKey key, Config config, Password password, KdfParameters kdf) {
    refuseToReplace();
    Vault.Parts parts = parts(key, config);
    BlobId keyId = VaultKeys.write(parts, password, kdf, Processes.userName());
    try {
      byte[] sealed = parts.newSeal().seal(config.encode());
      store.put(ObjectKind.CONFIG, CONFIG, List.of(ByteBuffer.wrap(sealed)));
    } catch (IOException failure) {
      throw StoreFailure.of(failure, store, "write the config");
    }
    return new Vault(parts, keyId);
  }

  private void refuseToReplace() {
    if (exists()) {
      throw new HoldfastException(
          ErrorCode.VAULT_EXISTS,
          "There is a vault already at " + store.location() + ".",
          "It was not changed.",
          "Use it as it is, or give another location.");
    }
    if (isEmpty()) {
      return;
    }
    List<StoredObject> keys = Vault.list(store, ObjectKind.KEY);
    boolean hasData =
        !Vault.list(store, ObjectKind.PACK).isEmpty()
            || !Vault.list(store, ObjectKind.INDEX).isEmpty()
            || !Vault.list(store, ObjectKind.SNAPSHOT).isEmpty();
    if (hasData || keys.isEmpty()) {
      throw notAVault(
          hasData
              ? "holds the data of a vault whose config is missing"
              : "holds something else than a vault");
    }
    // A killed init left its key. It opens nothing, and no data was ever sealed with it.
    for (StoredObject key : keys) {
      try {
        store.delete(ObjectKind.KEY, key.name());
      } catch (IOException failure) {
        throw StoreFailure.of(failure, store, "delete keys/" + key.name());
      }
    }
  }

  Vault open(Password password) {
    if (!exists()) {
      throw isEmpty() ? notFound() : notAVault("has no config");
    }
    List<StoredObject> keys = Vault.list(store, ObjectKind.KEY);
    if (keys.isEmpty()) {
      throw notAVault("has no keys");
    }
    Vault opened = open(keys, password);
    if (opened == null) {
      Optional<RecoverySecret> meant = RecoverySecret.read(password);
      if (meant.isPresent()) {
        try (Password exact = meant.get().password()) {
          opened = open(keys, exact);
        }
      }
    }
    if (opened == null) {
      throw wrongPassword(keys.size());
    }
    return opened;
  }

  /** Null if every key is whole and none is this password's. */
  private @Nullable Vault open(List<StoredObject> keys, Password password) {
    HoldfastException damage = null;
    for (StoredObject object : keys) {
      MasterKey key = null;
      try {
        key = unlock(object.name(), password);
      } catch (HoldfastException failure) {
        if (failure.code() != ErrorCode.OBJECT_DAMAGED) {
          throw failure;
        }
        damage = failure;
      }
      if (key != null) {
        return new Vault(parts(key, config(key)), BlobId.parse(object.name()));
      }
    }
    if (damage != null) {
      throw damage;
    }
    return null;
  }

  private @Nullable MasterKey unlock(String name, Password password) {
    KeyFile file = VaultKeys.load(store, name);
    try {
      return file.unlock(password);
    } catch (SealBrokenException notThisPassword) {
      return null;
    }
  }

  private Config config(MasterKey key) {
    Config config;
    try {
      config =
          Config.decode(
              new Documents(store, key, randomness, Config.VERSION)
                  .load(ObjectKind.CONFIG, CONFIG));
    } catch (IllegalArgumentException malformed) {
      throw Damage.of("config", String.valueOf(malformed.getMessage()), malformed);
    }
    if (config.version() > Config.VERSION) {
      throw new HoldfastException(
          ErrorCode.VAULT_TOO_NEW,
          "The vault at "
              + store.location()
              + " has format version "
              + config.version()
              + "; this program knows versions 1 and 2.",
          "Nothing was changed.",
          "Use a newer Holdfast, or restic, to read it.");
    }
    if (config.version() < 1) {
      throw Damage.of("config", "it gives the format version " + config.version(), null);
    }
    return config;
  }

  private Vault.Parts parts(MasterKey key, Config config) {
    return Vault.Parts.of(store, key, config, randomness, clock);
  }

  private boolean exists() {
    try {
      return store.exists(ObjectKind.CONFIG, CONFIG);
    } catch (IOException failure) {
      throw StoreFailure.of(failure, store, "look for a vault");
    }
  }

  private boolean isEmpty() {
    try {
      return store.isEmpty();
    } catch (NotDirectoryException file) {
      throw notAVault("is a file");
    } catch (IOException failure) {
      throw StoreFailure.of(failure, store, "look for a vault");
    }
  }

  private HoldfastException notFound() {
    return new HoldfastException(
        ErrorCode.VAULT_NOT_FOUND,
        "There is nothing at " + store.location() + ".",
        "Nothing was changed.",
        "Check the location and that its file system is mounted; 'holdfast init' makes a new"
            + " vault.");
  }

  private HoldfastException notAVault(String reason) {
    return new HoldfastException(
        ErrorCode.NOT_A_VAULT,
        store.location() + " " + reason + ".",
        "Nothing there was changed.",
        "Check the location; if a vault's config or keys were lost, restore them from a copy.");
  }

  private HoldfastException wrongPassword(int keys) {
    return new HoldfastException(
        ErrorCode.WRONG_PASSWORD,
        "The password opens none of the " + keys + " keys of " + store.location() + ".",
        "Nothing was changed.",
        "Check where the password comes from; without a password the vault cannot be read by"
            + " anyone.");
  }
}
