package io.holdfast.usage.redis;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One connection. After an exception it must not be used again: what was sent may or may not have
 * been done.
 */
public final class RedisConnection implements AutoCloseable {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int ANSWER_MILLIS = 60_000;
  private static final int LARGEST_BULK = 512 << 20;

  private final RedisAddress address;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private RedisConnection(RedisAddress address, Socket socket) throws IOException {
    this.address = address;
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    this.out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
  }

  public static RedisConnection open(RedisAddress address) throws IOException {
    var socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.connect(new InetSocketAddress(address.host(), address.port()), CONNECT_MILLIS);
      var connection = new RedisConnection(address, socket);
      var password = address.password();
      if (password != null) {
        connection.ask(Command.of("AUTH", password));
      }
      if (address.database() != 0) {
        connection.ask(Command.of("SELECT", Integer.toString(address.database())));
      }
      return connection;
    } catch (IOException failed) {
      socket.close();
      throw new IOException("%s: %s".formatted(address, failed.getMessage()), failed);
    }
  }

  /** Sends one command and waits for its reply. */
  public Reply ask(Command command) throws IOException {
    return ask(List.of(command)).getFirst();
  }

  /** Sends all of them at once, then reads all replies. */
  public List<Reply> ask(List<Command> commands) throws IOException {
    for (var command : commands) {
      var bytes = command.encoded();
      out.write(bytes.array(), 0, bytes.length());
    }
    out.flush();
    var replies = new ArrayList<Reply>(commands.size());
    for (int i = 0; i < commands.size(); i++) {
      replies.add(read());
    }
    return replies;
  }

  /**
   * Executes the commands as one; false if a watched key had changed, and then nothing was done.
   */
  public boolean transaction(List<Command> commands) throws IOException {
    var all = new ArrayList<Command>(commands.size() + 2);
    all.add(Command.of("MULTI"));
    all.addAll(commands);
    all.add(Command.of("EXEC"));
    return !(ask(all).getLast() instanceof Reply.Nothing);
  }

  private Reply read() throws IOException {
    int kind = in.read();
    return switch (kind) {
      case '+' -> new Reply.Status(line());
      case '-' -> throw new IOException("%s answered: %s".formatted(address, line()));
      case ':' -> new Reply.Whole(length());
      case '$' -> bulk(length());
      case '*' -> many(length());
      case -1 -> throw new EOFException("%s closed the connection".formatted(address));
      default -> throw new IOException("%s does not speak Redis' protocol".formatted(address));
    };
  }

  private Reply bulk(long length) throws IOException {
    if (length < 0) {
      return new Reply.Nothing();
    }
    if (length > LARGEST_BULK) {
      throw new IOException("%s announced a value of %d bytes".formatted(address, length));
    }
    var bytes = in.readNBytes((int) length);
    if (bytes.length < length || in.read() != '\r' || in.read() != '\n') {
      throw new EOFException("%s broke off within a value".formatted(address));
    }
    return new Reply.Bulk(bytes);
  }

  private Reply many(long count) throws IOException {
    if (count < 0) {
      return new Reply.Nothing();
    }
    var items = new ArrayList<Reply>();
    for (long i = 0; i < count; i++) {
      items.add(read());
    }
    return new Reply.Many(items);
  }

  private long length() throws IOException {
    try {
      return Long.parseLong(line());
    } catch (NumberFormatException wrong) {
      throw new IOException("%s does not speak Redis' protocol".formatted(address), wrong);
    }
  }

  private String line() throws IOException {
    var text = new StringBuilder();
    for (int next = in.read(); next != '\r'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("%s closed the connection".formatted(address));
      }
      text.append((char) next);
    }
    if (in.read() != '\n') {
      throw new IOException("%s does not speak Redis' protocol".formatted(address));
    }
    return new String(
        text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
