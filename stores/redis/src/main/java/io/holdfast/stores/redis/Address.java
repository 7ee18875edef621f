package io.holdfast.stores.redis;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.platform.Disk;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A server and how it is reached. The other servers of a cluster, and a replica's master, are
 * reached in the same way.
 *
 * @param user null for the default user
 * @param password null if none is asked for
 * @param tls null for a connection without it
 */
record Address(
    String host,
    int port,
    @Nullable String user,
    @Nullable String password,
    @Nullable SSLSocketFactory tls) {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int HANDSHAKE_MILLIS = 5_000;
  private static final int SILENCE_MILLIS = 30_000;
  private static final int PORT = 6379;
  private static final Pattern URL = Pattern.compile("(rediss?)://(\\[[^]]+]|[^:]+)(?::(\\d+))?");

  static Address of(StoreSpec.Redis spec) {
    Matcher url = URL.matcher(spec.url());
    if (!url.matches()) {
      throw new IllegalArgumentException("The parser lets no such address through: " + spec.url());
    }
    return new Address(
        url.group(2).replaceAll("[\\[\\]]", ""),
        url.group(3) == null ? PORT : Integer.parseInt(url.group(3)),
        spec.user(),
        password(spec.passwordFile()),
        url.group(1).equals("rediss") ? Trust.of(spec.caFile()) : null);
  }

  private static @Nullable String password(@Nullable Path file) {
    if (file == null) {
      return System.getenv("REDISCLI_AUTH");
    }
    try {
      return Disk.readText(file).lines().findFirst().orElse("");
    } catch (IOException unreadable) {
      throw new HoldfastException(
          ErrorCode.PASSWORD_MISSING,
          "The password file of a Redis store cannot be read: " + unreadable.getMessage(),
          "Nothing was changed.",
          "Correct 'passwordFile' of the store, or let this user read it.",
          unreadable);
    }
  }

  Address to(String otherHost, int otherPort) {
    return new Address(otherHost, otherPort, user, password, tls);
  }

  /**
   * Connects and logs in.
   *
   * @throws IOException for {@link ServerErrors#of} to tell
   */
  RespConnection connect() throws IOException {
    Socket socket = open();
    try {
      RespConnection connection = new RespConnection(socket);
      if (password != null) {
        if (user == null) {
          connection.call("AUTH", password);
        } else {
          connection.call("AUTH", user, password);
        }
      }
      connection.call("PING");
      return connection;
    } catch (IOException | RuntimeException refused) {
      socket.close();
      throw refused;
    }
  }

  private Socket open() throws IOException {
    Socket plain = new Socket();
    try {
      plain.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      plain.setSoTimeout(SILENCE_MILLIS);
      plain.setTcpNoDelay(true);
      plain.setKeepAlive(true);
      return tls == null ? plain : encrypted(plain, tls);
    } catch (IOException | RuntimeException failed) {
      plain.close();
      throw failed;
    }
  }

  /** The certificate must be for the host that was asked for. */
  private Socket encrypted(Socket plain, SSLSocketFactory factory) throws IOException {
    SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    try {
      plain.setSoTimeout(HANDSHAKE_MILLIS);
      socket.startHandshake();
      plain.setSoTimeout(SILENCE_MILLIS);
      return socket;
    } catch (SocketTimeoutException silent) {
      // A Redis without TLS waits for the end of what it takes for a command.
      SSLException failed = new SSLException("no answer to the handshake of TLS");
      failed.initCause(silent);
      throw failed;
    }
  }

  @Override
  public String toString() {
    return "Redis at " + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
