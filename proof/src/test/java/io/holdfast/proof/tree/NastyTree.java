package io.holdfast.proof.tree;

import io.holdfast.proof.real.Children;
import io.holdfast.proof.real.Rights;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;

/**
 * What file systems may hold and backups forget, made by a shell so that no name is too strange.
 */
final class NastyTree {
  private static final String SCRIPT =
      """
      set -eu
      export LC_ALL=C
      mkdir -p empty 'a b/c' deep tmp pending data/archive/pending
      printf 'plain' > plain
      : > nothing
      printf 'kept' > tmp/kept; printf 'kept' > pending/kept; printf 'kept' > data/archive/pending/kept
      printf 'kept' > TEMP.kept
      printf 'one' > one; ln one two; ln one 'a b/three'
      ln -s plain link; ln -s /nowhere/at/all dangling; ln -s . loop
      printf 'latin' > "$(printf 'caf\\351')"
      printf 'nl' > "$(printf 'new\\nline')"; printf 'q' > "it's \\"quoted\\" \\\\ back"
      printf 'uni' > 'größe-日本'
      printf '%s' "$(printf 'n%.0s' $(seq 250))" > "$(printf 'n%.0s' $(seq 250))"
      truncate -s 20M sparse; printf 'island' | dd of=sparse bs=1 seek=9000000 conv=notrunc status=none
      truncate -s 5M allhole
      head -c 9000000 /dev/urandom > large; cp large copy-of-large
      mkfifo fifo
      setfattr -n user.colour -v blue plain
      setfattr -n user.colour -v green 'a b'
      printf 'x' > setuid; chmod 4755 setuid
      printf 'x' > readonly; chmod 0400 readonly
      mkdir closed; printf 'in' > closed/in; chmod 0500 closed
      mkdir sticky; chmod 1777 sticky
      (cd deep; for i in $(seq 25); do n=$(printf 'd%.0s' $(seq 120)); mkdir $n; cd $n; done; printf 'deep' > down)
      touch -d '1969-12-31 23:59:58.123456789 UTC' plain
      touch -d '2038-02-01 00:00:00.000000001 UTC' nothing
      touch -h -d '2001-02-03 04:05:06.789 UTC' link
      touch -d '2011-01-01 00:00:00.5 UTC' empty 'a b' sticky
      """;

  private static final String ONLY_ROOT =
      """
      printf 'owned' > owned; chown 1234:5678 owned; chown -h 77:88 dangling
      mknod null c 1 3
      """;

  private NastyTree() {}

  static void make(Path directory) {
    String script = Rights.isRoot() ? SCRIPT + ONLY_ROOT : SCRIPT;
    int exit =
        Children.awaitEnd(
            Children.start(
                new ProcessBuilder("bash", "-c", script).directory(directory.toFile()).inheritIO()),
            60);
    Assertions.assertThat(exit).as("the tree could not be made").isZero();
  }
}
