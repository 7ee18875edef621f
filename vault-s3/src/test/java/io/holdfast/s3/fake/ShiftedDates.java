package io.holdfast.s3.fake;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/**
 * Stands between clients and the JDK's server, which puts this machine's time into every answer and
 * lets nobody change it: passes on every byte, and puts another time where an answer says its date.
 */
final class ShiftedDates implements AutoCloseable {
  private static final byte[] HEADER = "\r\nDate: ".getBytes(StandardCharsets.US_ASCII);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  /** As long as every date is in this form. */
  private static final int LENGTH = "Sun, 22 Nov 2026 03:00:00 GMT".length();

  private final ServerSocket door;
  private final InetSocketAddress server;
  private final UnaryOperator<Instant> shift;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  ShiftedDates(InetSocketAddress server, UnaryOperator<Instant> shift) throws IOException {
    this.server = server;
    this.shift = shift;
    this.door = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    threads.submit(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        Socket behind = new Socket(server.getAddress(), server.getPort());
        client.setTcpNoDelay(true);
        behind.setTcpNoDelay(true);
        threads.submit(() -> pass(client, behind, false));
        threads.submit(() -> pass(behind, client, true));
      } catch (IOException closed) {
        return;
      }
    }
  }

  /** Until one end closes; then both are closed. */
  private void pass(Socket from, Socket to, boolean answers) {
    try (from;
        to) {
      InputStream in = new BufferedInputStream(from.getInputStream());
      OutputStream out = to.getOutputStream();
      if (answers) {
        passAnswers(in, out);
      } else {
        in.transferTo(out);
      }
    } catch (IOException ended) {
      return;
    }
  }

  private void passAnswers(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[1 << 16];
    int matched = 0;
    int filled = 0;
    for (int next = in.read(); next >= 0; next = in.read()) {
      buffer[filled++] = (byte) next;
      matched = next == HEADER[matched] ? matched + 1 : next == HEADER[0] ? 1 : 0;
      if (matched == HEADER.length) {
        matched = 0;
        out.write(buffer, 0, filled);
        filled = 0;
        out.write(shifted(in.readNBytes(LENGTH)));
      }
      if (filled == buffer.length || in.available() == 0) {
        out.write(buffer, 0, filled);
        out.flush();
        filled = 0;
      }
    }
  }

  /** What is no date is some object's content. */
  private byte[] shifted(byte[] said) {
    try {
      Instant date = DATE.parse(new String(said, StandardCharsets.US_ASCII), Instant::from);
      return DATE.format(shift.apply(date)).getBytes(StandardCharsets.US_ASCII);
    } catch (DateTimeParseException content) {
      return said;
    }
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException closedAnyway) {
      return;
    } finally {
      threads.shutdownNow();
    }
  }
}
