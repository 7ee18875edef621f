package io.holdfast.stores.postgresql;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import javax.net.SocketFactory;

/**
 * Lets the JDBC driver, which knows TCP alone, speak through a Unix socket. The driver makes one by
 * its name, hence public.
 */
public final class UnixSocketFactory extends SocketFactory {
  private final String path;

  /**
   * @param path of the socket
   */
  public UnixSocketFactory(String path) {
    this.path = path;
  }

  @Override
  public Socket createSocket() {
    return new UnixSocket(path);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    Socket socket = createSocket();
    socket.connect(UnixDomainSocketAddress.of(path));
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return createSocket(path, port);
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(path, port);
  }

  /** What the driver uses of a socket. Options of TCP mean nothing here. */
  private static final class UnixSocket extends Socket {
    private final String path;
    private final SocketChannel channel;

    UnixSocket(String path) {
      this.path = path;
      try {
        channel = SocketChannel.open(java.net.StandardProtocolFamily.UNIX);
      } catch (IOException cannot) {
        throw new java.io.UncheckedIOException(cannot);
      }
    }

    @Override
    public void connect(SocketAddress address) throws IOException {
      channel.connect(UnixDomainSocketAddress.of(path));
    }

    @Override
    public void connect(SocketAddress address, int timeout) throws IOException {
      connect(address);
    }

    @Override
    public InputStream getInputStream() {
      return Channels.newInputStream(channel);
    }

    @Override
    public OutputStream getOutputStream() {
      return Channels.newOutputStream(channel);
    }

    @Override
    public boolean isConnected() {
      return channel.isConnected();
    }

    @Override
    public boolean isClosed() {
      return !channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public void setKeepAlive(boolean on) {}

    @Override
    public void setSoTimeout(int timeout) {}

    @Override
    public int getSoTimeout() {
      return 0;
    }

    @Override
    public void setSendBufferSize(int size) {}

    @Override
    public void setReceiveBufferSize(int size) {}

    @Override
    public int getSendBufferSize() {
      return 8192;
    }
  }
}
