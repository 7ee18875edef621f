package io.holdfast.cli.vault;

import io.holdfast.model.installation.S3Location;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultKeys;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A recovery kit as it is printed: everything that somebody needs who has this page, a machine and
 * the vault, and knows nothing else. At most 80 characters a line, if the location allows.
 */
final class RecoveryKitPage {
  private RecoveryKitPage() {}

  static List<String> lines(
      Vault vault, String location, VaultKeys.RecoveryKit kit, Instant now, String host) {
    String place = absolute(location);
    return """
    HOLDFAST RECOVERY KIT

    Vault       %s
    Vault id    %s
    Key id      %s
    Made        %s on %s

    Secret      %s

    This secret opens the vault by itself. It is stored nowhere: print this page,
    keep it where the installation's passwords are not, and let nobody see it.
    There are no letters I, L, O and U in it. The last character of each group
    checks the others, so Holdfast can tell a slip from a wrong secret.

    To restore, write the secret, dashes and all, as the only line of a file:

      umask 077; cat > secret.txt      (type it, Enter, Ctrl-D)

    With Holdfast:

      export HOLDFAST_PASSWORD_FILE=secret.txt
      export HOLDFAST_VAULT='%s'
      holdfast vault list
      holdfast vault restore latest --target /restore

      A recovery set is brought back in the right order, and proved, by
      'holdfast restore SET --into DIR' with a holdfast.yaml whose vault is this.

    Without Holdfast, the vault being a restic repository of format 2:

      export RESTIC_PASSWORD_FILE=secret.txt
      export RESTIC_REPOSITORY='%s'
      restic snapshots
      restic restore latest --target /restore

    A vault in a bucket needs credentials too: AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY, and for some AWS_DEFAULT_REGION.

    Try it today, from this page. If it was seen by somebody, make another kit
    and remove this one's key:  holdfast vault key remove %s
    """
        .formatted(
            place,
            vault.id(),
            kit.keyId().hex(),
            now.truncatedTo(ChronoUnit.SECONDS),
            host,
            kit.secret().printed(),
            place,
            inResticsWords(place),
            kit.keyId().brief())
        .lines()
        .toList();
  }

  private static String absolute(String location) {
    return location.startsWith(S3Location.SCHEME)
        ? location
        : Path.of(location).toAbsolutePath().normalize().toString();
  }

  private static String inResticsWords(String location) {
    if (!location.startsWith(S3Location.SCHEME)) {
      return location;
    }
    S3Location s3 = S3Location.parse(location);
    URI endpoint = s3.endpoint();
    String host =
        endpoint != null
            ? endpoint.toString().replaceFirst("/$", "")
            : "s3%s.amazonaws.com".formatted(s3.region() == null ? "" : "." + s3.region());
    return "s3:%s/%s/%s".formatted(host, s3.bucket(), s3.prefix()).replaceFirst("/$", "");
  }
}
