package io.holdfast.stores.redis;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A connection to one server: commands and their answers, one after the other or in a pipeline. */
final class RespConnection implements AutoCloseable {
  private static final int BUFFER = 1 << 16;
  private static final int LINE_AT_MOST = 1 << 16;
  private static final int BULK_AT_MOST = 1 << 28;
  private static final int ARRAY_AT_MOST = 1 << 20;

  private final AutoCloseable transport;
  private final InputStream in;
  private final OutputStream out;

  RespConnection(Socket socket) throws IOException {
    this(socket, socket.getInputStream(), socket.getOutputStream());
  }

  private RespConnection(AutoCloseable transport, InputStream in, OutputStream out) {
    this.transport = transport;
    this.in = new BufferedInputStream(in, BUFFER);
    this.out = new BufferedOutputStream(out, BUFFER);
  }

  /** To a server on this machine, by its socket in the file system. */
  static RespConnection unix(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return new RespConnection(
          channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
    } catch (IOException refused) {
      channel.close();
      throw refused;
    }
  }

  /**
   * @throws ServerRefusal if the server answers with an error
   */
  Reply call(String... words) throws IOException {
    send(words);
    flush();
    Reply reply = read();
    if (reply instanceof Reply.Failure(String said)) {
      throw new ServerRefusal(words[0], said);
    }
    return reply;
  }

  void send(String... words) throws IOException {
    begin(words.length);
    for (String word : words) {
      argument(word.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** A command whose arguments follow, one by one. */
  void begin(int arguments) throws IOException {
    write("*" + arguments + "\r\n");
  }

  void argument(byte[] bytes) throws IOException {
    beginArgument(bytes.length);
    out.write(bytes);
    endArgument();
  }

  /** An argument whose bytes follow, piece by piece. */
  void beginArgument(long length) throws IOException {
    write("$" + length + "\r\n");
  }

  void piece(byte[] bytes, int length) throws IOException {
    out.write(bytes, 0, length);
  }

  void endArgument() throws IOException {
    write("\r\n");
  }

  void flush() throws IOException {
    out.flush();
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  Reply read() throws IOException {
    String line = line();
    if (line.isEmpty()) {
      throw new IOException("it answers with an empty line");
    }
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> new Reply.Status(rest);
      case '-' -> new Reply.Failure(rest);
      case ':' -> new Reply.Number(Long.parseLong(rest));
      case '$' -> bulk(rest);
      case '*' -> many(rest);
      default -> throw new IOException("it does not answer like a Redis: " + line);
    };
  }

  private Reply bulk(String announced) throws IOException {
    int length = length(announced, BULK_AT_MOST);
    if (length < 0) {
      return new Reply.Nothing();
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length || in.read() != '\r' || in.read() != '\n') {
      throw new EOFException("the connection ended inside an answer");
    }
    return new Reply.Bulk(bytes);
  }

  private Reply many(String announced) throws IOException {
    int count = length(announced, ARRAY_AT_MOST);
    if (count < 0) {
      return new Reply.Nothing();
    }
    List<Reply> all = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      all.add(read());
    }
    return new Reply.Many(all);
  }

  private static int length(String announced, int atMost) throws IOException {
    long length = Long.parseLong(announced);
    if (length > atMost) {
      throw new IOException("it announces an answer of " + length + " parts");
    }
    return (int) length;
  }

  /** A line without its end. A replica's connection has empty ones: they tell that it is alive. */
  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (next == '\n') {
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r'
            ? line.substring(0, end - 1)
            : line.toString();
      }
      line.append((char) next);
      if (line.length() > LINE_AT_MOST) {
        throw new IOException("it does not answer like a Redis");
      }
    }
  }

  /** Bytes as they come. */
  int read(byte[] into, int atMost) throws IOException {
    return in.read(into, 0, atMost);
  }

  /** From any thread; whoever waits for an answer fails. */
  @Override
  public void close() {
    try {
      transport.close();
    } catch (Exception alreadyGone) {
      return; // It is closed, which is all that was wanted.
    }
  }
}
