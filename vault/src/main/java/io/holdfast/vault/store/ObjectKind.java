package io.holdfast.vault.store;

/**
 * What an object is. The directory is the format's own, and other programs look there too, except
 * for the kinds of ours below {@code holdfast/}.
 */
public enum ObjectKind {
  CONFIG(""),
  KEY("keys"),
  SNAPSHOT("snapshots"),
  INDEX("index"),
  PACK("data"),
  LOCK("locks"),
  /** A snapshot that is not published yet: the bytes and the name that it is going to have. */
  STAGED("holdfast/staged"),
  /** What a prune has begun. Other programs do not look here. */
  PRUNE("holdfast/prune"),
  /** A legal hold on a snapshot. */
  HOLD("holdfast/holds"),
  /** The minimum retention, and the time that the vault has witnessed. */
  RETENTION("holdfast/retention");

  private final String directory;

  ObjectKind(String directory) {
    this.directory = directory;
  }

  /** The directory below the vault's root; empty for the one object that lies in the root. */
  public String directory() {
    return directory;
  }

  /** The object's path below the root, as messages name it: {@code data/21/2159dd…}. */
  public String path(String name) {
    return switch (this) {
      case CONFIG -> "config";
      case PACK -> directory + "/" + name.substring(0, 2) + "/" + name;
      case KEY, SNAPSHOT, INDEX, LOCK, STAGED, PRUNE, HOLD, RETENTION -> directory + "/" + name;
    };
  }

  /** Whether it can be an object's name: 64 lower-case hexadecimal digits. */
  public static boolean isName(String text) {
    return text.length() == 64
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }
}
