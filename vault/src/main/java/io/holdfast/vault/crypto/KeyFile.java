package io.holdfast.vault.crypto;

import io.holdfast.platform.Randomness;
import io.holdfast.platform.crypto.Cryptography;
import io.holdfast.vault.document.GoJson;
import io.holdfast.vault.document.JsonFields;
import java.time.Instant;
import java.util.Arrays;

/**
 * A key file: the master key, sealed under what scrypt makes of one password. A vault has one for
 * each password. Everything but {@code data} is readable by anyone, for people's information.
 */
public record KeyFile(
    Instant created, String user, String host, KdfParameters kdf, byte[] salt, byte[] data) {
  private static final int SALT = 64;
  private static final int DERIVED = 64;

  /** Wraps the master key under a password. */
  public static KeyFile create(
      MasterKey master,
      Password password,
      KdfParameters kdf,
      Randomness randomness,
      Instant created,
      String user,
      String host) {
    byte[] salt = randomness.bytes(SALT);
    GoJson json = new GoJson();
    json.raw("{\"mac\":{\"k\":").base64(master.macK()).raw(",\"r\":").base64(master.macR());
    json.raw("},\"encrypt\":").base64(master.encrypt()).raw("}");
    byte[] plain = json.toBytes();
    byte[] data = new Seal(derive(password, salt, kdf), randomness).seal(plain);
    Arrays.fill(plain, (byte) 0);
    return new KeyFile(created, user, host, kdf, salt, data);
  }

  /**
   * The master key.
   *
   * @throws SealBrokenException if the password is not this key's, which cannot be told from damage
   *     to {@code data}
   */
  public MasterKey unlock(Password password) throws SealBrokenException {
    byte[] plain = new Seal(derive(password, salt, kdf), Randomness.SECURE).open(data);
    try {
      JsonFields json = JsonFields.parse(plain);
      JsonFields mac = json.object("mac");
      return new MasterKey(json.base64("encrypt"), mac.base64("k"), mac.base64("r"));
    } catch (IllegalArgumentException malformed) {
      throw new SealBrokenException("it was opened, but holds no key");
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  public byte[] encode() {
    GoJson json = new GoJson();
    json.raw("{\"created\":").time(created);
    json.raw(",\"username\":").string(user).raw(",\"hostname\":").string(host);
    json.raw(",\"kdf\":\"scrypt\",\"N\":").number(kdf.n());
    json.raw(",\"r\":").number(kdf.r()).raw(",\"p\":").number(kdf.p());
    json.raw(",\"salt\":").base64(salt).raw(",\"data\":").base64(data).raw("}");
    return json.toBytes();
  }

  /**
   * @throws IllegalArgumentException if this is no key file, saying why
   */
  public static KeyFile decode(byte[] bytes) {
    JsonFields json = JsonFields.parse(bytes);
    String kdf = json.text("kdf");
    if (!kdf.equals("scrypt")) {
      throw new IllegalArgumentException("its key derivation is '" + kdf + "', not scrypt");
    }
    KdfParameters parameters =
        new KdfParameters(json.integer("N"), json.integer("r"), json.integer("p"));
    return new KeyFile(
        json.time("created"),
        json.textOr("username", ""),
        json.textOr("hostname", ""),
        parameters,
        json.base64("salt"),
        json.base64("data"));
  }

  private static MasterKey derive(Password password, byte[] salt, KdfParameters kdf) {
    return MasterKey.ofDerived(
        Cryptography.fastest().scrypt(password.utf8(), salt, kdf.n(), kdf.r(), kdf.p(), DERIVED));
  }
}
