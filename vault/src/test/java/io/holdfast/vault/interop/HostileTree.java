package io.holdfast.vault.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.holdfast.vault.TestVault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory with everything that a file system allows and a program may get wrong. */
final class HostileTree {
  private HostileTree() {}

  /** As root it also holds devices and set-id files of other owners; any user may run the rest. */
  static Path create(Path root) throws IOException {
    Files.createDirectories(root);
    Files.write(root.resolve("text.csv"), TestVault.text(7, 2_500_000));
    Files.write(root.resolve("random.bin"), TestVault.randomBytes(8, 3_000_000));
    shell(
        root,
        """
        set -e
        : > empty
        mkdir empty-dir sub sub/deeper
        echo nested > sub/deeper/file
        printf x > $'not-utf8-\\xff\\xfe'
        mkdir $'dir-\\xe4\\xf6'
        printf y > $'dir-\\xe4\\xf6/inner-\\x80'
        printf a > $'overlong-\\xc0\\xaf'
        printf a > $'surrogate-\\xed\\xa0\\x80'
        printf b > $'new\\nline'
        printf b > $'tab\\there'
        printf b > $'bell\\a-back\\b-form\\f-vertical\\v-escape\\e-del\\x7f'
        printf c > 'quote"s and \\back\\slashes'
        printf c > "apostrophe's"
        printf d > '<html>&amp;<b>'
        printf e > 'ünïcödé-名前-😀-é'
        printf e > $'separator-\\u2028-\\u2029-nbsp-\\u00a0-soft-\\u00ad-zero-\\u200b-bom-\\ufeff'
        printf e > $'private-\\ue000-replacement-\\ufffd-tag-\\U000e0041'
        printf f > ' leading and trailing '
        printf f > -dash
        printf g > $'control-\\x01\\x1f\\u0085'
        ln -s text.csv link
        ln -s 'nowhere/<&>"\\ünï' dangling
        ln -s $'tab\\tand\\nnewline' odd-link
        ln text.csv hardlink
        mkfifo fifo
        chmod 0000 empty; chmod 4755 -- -dash; chmod 2750 sub; chmod 1777 empty-dir
        truncate -s 5000000 sparse
        touch -d '1969-12-31 23:59:59.5 UTC' before-epoch
        touch -d '2300-01-01 00:00:00.000000001 UTC' far-future
        touch -d '2026-11-22 03:00:00 UTC' whole-second
        setfattr -n user.origin -v somewhere text.csv
        setfattr -n user.empty text.csv
        setfattr -n user.binary -v 0x00ff10 text.csv
        setfattr -n user.dir -v 'on a <directory>' sub
        if [ "$(id -u)" = 0 ]; then
          mknod block b 7 99; mknod char c 1 3
          chown 12345:54321 whole-second
        fi
        """);
    return root;
  }

  static void shell(Path directory, String script) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", script).directory(directory.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      assertThat(process.waitFor())
          .as("bash, with setfattr (Debian: apt-get install attr):%n%s", output)
          .isZero();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      fail("interrupted");
    }
  }
}
