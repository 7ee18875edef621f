package io.holdfast.platform.posix;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Names as bytes to and from the JDK's paths. A path made of text has the bytes that the locale
 * gives it, so names that are not ASCII take the way over URIs, which keep every byte.
 */
final class NioPaths {
  private static final Path ROOT = Path.of("/");

  private NioPaths() {}

  /** One component. */
  static Path of(byte[] name, String call) throws PosixException {
    if (name.length == 0) {
      throw Posix.failure(Errno.ENOENT, call, name);
    }
    for (byte b : name) {
      if (b == 0 || b == '/') {
        throw Posix.failure(Errno.EINVAL, call, name);
      }
    }
    return isAscii(name) ? Path.of(latin(name)) : Path.of(uri(name)).getFileName();
  }

  /** A link's target, which may be any text. The JDK drops what it thinks superfluous. */
  static Path ofTarget(byte[] target, String call) throws PosixException {
    if (target.length == 0) {
      throw Posix.failure(Errno.ENOENT, call, target);
    }
    for (byte b : target) {
      if (b == 0) {
        throw Posix.failure(Errno.EINVAL, call, target);
      }
    }
    boolean absolute = target[0] == '/';
    Path path;
    if (isAscii(target)) {
      path = Path.of(latin(target));
    } else {
      Path whole = Path.of(uri(target));
      path = absolute ? whole : whole.subpath(0, whole.getNameCount());
    }
    if (!Arrays.equals(bytes(path), target)) {
      throw Posix.failure(Errno.EOPNOTSUPP, call, target);
    }
    return path;
  }

  static byte[] bytes(Path path) {
    String text = path.toString();
    if (text.chars().allMatch(c -> c < 0x80)) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }
    String raw = ROOT.resolve(path).toUri().getRawPath();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    for (int at = path.isAbsolute() ? 0 : 1; at < raw.length(); at++) {
      char c = raw.charAt(at);
      if (c == '%') {
        bytes.write(Integer.parseInt(raw, at + 1, at + 3, 16));
        at += 2;
      } else {
        bytes.write(c);
      }
    }
    byte[] all = bytes.toByteArray();
    // The JDK marks a directory, if there happens to be one, with a slash that is not in the name.
    boolean marked = all.length > 1 && all[all.length - 1] == '/' && !text.endsWith("/");
    return marked ? Arrays.copyOf(all, all.length - 1) : all;
  }

  private static boolean isAscii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static URI uri(byte[] path) {
    StringBuilder text = new StringBuilder("file:///");
    int from = path[0] == '/' ? 1 : 0;
    for (int i = from; i < path.length; i++) {
      if (path[i] == '/') {
        text.append('/');
      } else {
        text.append('%').append(Character.forDigit((path[i] >> 4) & 15, 16));
        text.append(Character.forDigit(path[i] & 15, 16));
      }
    }
    return URI.create(text.toString());
  }
}
