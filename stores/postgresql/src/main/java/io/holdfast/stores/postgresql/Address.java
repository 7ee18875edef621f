package io.holdfast.stores.postgresql;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.platform.Disk;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A database and how it is reached, for JDBC and for PostgreSQL's own programs alike.
 *
 * @param host a name or an address; a directory with a Unix socket if it begins with a slash
 * @param password null if there is none here: both sides then look into libpq's password file
 * @param tls {@code sslmode} and {@code sslrootcert}, as far as they were given
 */
record Address(
    String host,
    int port,
    String database,
    String user,
    @Nullable String password,
    Map<String, String> tls) {
  private static final int CONNECT_SECONDS = 10;
  private static final int SILENCE_SECONDS = 30;
  private static final Pattern URL =
      Pattern.compile("jdbc:postgresql://(\\[[^]]+]|[^:/?]+)(?::(\\d+))?/([^?]+)(?:\\?(.*))?");

  Address {
    tls = Map.copyOf(tls);
  }

  static Address of(StoreSpec.Postgresql spec) {
    return of(spec, password(spec.passwordFile()));
  }

  /** For somebody who only speaks of it: the password is not looked for. */
  static Address withoutPassword(StoreSpec.Postgresql spec) {
    return of(spec, null);
  }

  private static Address of(StoreSpec.Postgresql spec, @Nullable String password) {
    Matcher url = URL.matcher(spec.url());
    if (!url.matches()) {
      throw new IllegalArgumentException("The parser lets no such address through: " + spec.url());
    }
    Map<String, String> tls = new LinkedHashMap<>();
    if (url.group(4) != null) {
      for (String one : url.group(4).split("&")) {
        String[] keyAndValue = one.split("=", 2);
        tls.put(keyAndValue[0], URLDecoder.decode(keyAndValue[1], StandardCharsets.UTF_8));
      }
    }
    return new Address(
        url.group(1).replaceAll("[\\[\\]]", ""),
        url.group(2) == null ? 5432 : Integer.parseInt(url.group(2)),
        URLDecoder.decode(url.group(3), StandardCharsets.UTF_8),
        spec.user(),
        password,
        tls);
  }

  private static @Nullable String password(@Nullable Path file) {
    if (file == null) {
      return System.getenv("PGPASSWORD");
    }
    try {
      return Disk.readText(file).lines().findFirst().orElse("");
    } catch (IOException unreadable) {
      throw new HoldfastException(
          ErrorCode.PASSWORD_MISSING,
          "The database's password file cannot be read: " + unreadable.getMessage(),
          "Nothing was changed.",
          "Correct 'passwordFile' of the store, or let this user read it.",
          unreadable);
    }
  }

  /** Another database of the same server. */
  Address to(String otherDatabase) {
    return new Address(host, port, otherDatabase, user, password, tls);
  }

  /**
   * A connection whose transactions nothing on the server's side ends for being long or idle.
   *
   * @throws HoldfastException HF-107 or HF-218, by what the server says
   */
  Connection connect() {
    Properties properties = properties();
    properties.setProperty(
        "options",
        "-c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0");
    return connect(properties);
  }

  /**
   * A connection in replication mode. The driver waits without end for a server's word that a
   * promoted standby does not give; hence the limit, within which it is looked for without waiting.
   */
  Connection connectForReplication() {
    Properties properties = properties();
    properties.setProperty("socketTimeout", Integer.toString(SILENCE_SECONDS));
    properties.setProperty("replication", "true");
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("assumeMinServerVersion", "12");
    return connect(properties);
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.putAll(tls);
    properties.setProperty("user", user);
    if (password != null) {
      properties.setProperty("password", password);
    }
    properties.setProperty("ApplicationName", "holdfast");
    properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
    properties.setProperty("loginTimeout", Integer.toString(2 * CONNECT_SECONDS));
    properties.setProperty("tcpKeepAlive", "true");
    if (isSocket()) {
      properties.setProperty("socketFactory", UnixSocketFactory.class.getName());
      properties.setProperty("socketFactoryArg", host + "/.s.PGSQL." + port);
      properties.setProperty("sslmode", "disable");
    }
    return properties;
  }

  private Connection connect(Properties properties) {
    try {
      return DriverManager.getConnection(jdbcUrl(), properties);
    } catch (SQLException refused) {
      throw ServerErrors.of(this, "no connection", refused);
    }
  }

  private String jdbcUrl() {
    String name = URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    String where = isSocket() ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
    return "jdbc:postgresql://" + where + ":" + port + "/" + name;
  }

  private boolean isSocket() {
    return host.startsWith("/");
  }

  /**
   * What PostgreSQL's programs are told by their environment, which other users cannot read.
   * Messages are in English, because some of them are looked at.
   */
  Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PGHOST", host);
    environment.put("PGPORT", Integer.toString(port));
    environment.put("PGDATABASE", database);
    environment.put("PGUSER", user);
    if (password != null) {
      environment.put("PGPASSWORD", password);
    }
    environment.put("PGAPPNAME", "holdfast");
    environment.put("PGCONNECT_TIMEOUT", Integer.toString(CONNECT_SECONDS));
    tls.forEach(
        (key, value) -> environment.put("PG" + key.toUpperCase(java.util.Locale.ROOT), value));
    environment.put("LC_ALL", "C");
    return environment;
  }

  @Override
  public String toString() {
    return "'" + database + "' at " + host + ":" + port;
  }
}
