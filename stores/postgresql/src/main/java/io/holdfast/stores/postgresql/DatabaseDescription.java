package io.holdfast.stores.postgresql;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What pg_dump leaves to whoever creates the database: kept in the set as {@code database.json}.
 *
 * @param major of the server that it was dumped from
 * @param provider of the locale: {@code c} libc, {@code i} ICU, {@code b} the server's own
 * @param locale of the provider, empty for libc
 * @param settings of {@code ALTER DATABASE … SET}, as {@code name=value}
 * @param searchPath in which reference queries find their tables
 * @param roles and {@code tablespaces} of the whole server, by name
 */
record DatabaseDescription(
    int major,
    String database,
    String owner,
    String encoding,
    String collate,
    String ctype,
    String provider,
    String locale,
    List<String> settings,
    List<String> searchPath,
    List<String> roles,
    List<String> tablespaces) {
  static final String FILE = "database.json";
  private static final String FORMAT = "holdfast-postgresql-database";

  private static final String QUERY =
      """
      select d.datname, r.rolname, pg_encoding_to_char(d.encoding), d.datcollate, d.datctype, %s, %s,
        coalesce((
          select s.setconfig from pg_db_role_setting s
          where s.setdatabase = d.oid and s.setrole = 0), '{}'),
        current_schemas(false)::text[],
        array(select rolname::text from pg_roles where rolname !~ '^pg_' order by 1),
        array(select spcname::text from pg_tablespace where spcname !~ '^pg_' order by 1)
      from pg_database d join pg_roles r on r.oid = d.datdba where d.datname = current_database()
      """;

  DatabaseDescription {
    settings = List.copyOf(settings);
    searchPath = List.copyOf(searchPath);
    roles = List.copyOf(roles);
    tablespaces = List.copyOf(tablespaces);
  }

  static DatabaseDescription of(Connection connection, int major) throws SQLException {
    String provider = major >= 15 ? "d.datlocprovider" : "'c'";
    String locale = major >= 17 ? "d.datlocale" : major >= 15 ? "d.daticulocale" : "''";
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(QUERY.formatted(provider, locale))) {
      row.next();
      String ofProvider = row.getString(7);
      return new DatabaseDescription(
          major,
          row.getString(1),
          row.getString(2),
          row.getString(3),
          row.getString(4),
          row.getString(5),
          row.getString(6),
          ofProvider == null ? "" : ofProvider,
          ServerFacts.texts(row.getArray(8)),
          ServerFacts.texts(row.getArray(9)),
          ServerFacts.texts(row.getArray(10)),
          ServerFacts.texts(row.getArray(11)));
    }
  }

  byte[] toBytes() {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("format", FORMAT).put("version", 1).put("serverMajor", major);
    json.put("database", database).put("owner", owner).put("encoding", encoding);
    json.put("collate", collate).put("ctype", ctype);
    json.put("localeProvider", provider).put("locale", locale);
    settings.forEach(json.putArray("settings")::add);
    searchPath.forEach(json.putArray("searchPath")::add);
    roles.forEach(json.putArray("roles")::add);
    tablespaces.forEach(json.putArray("tablespaces")::add);
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
  }

  static DatabaseDescription parse(byte[] bytes) {
    try {
      JsonNode json = JsonMapper.shared().readTree(bytes);
      if (!json.path("format").asString("").equals(FORMAT)) {
        throw damaged("it is no " + FORMAT, null);
      }
      return new DatabaseDescription(
          json.required("serverMajor").asInt(),
          json.required("database").asString(),
          json.required("owner").asString(),
          json.required("encoding").asString(),
          json.required("collate").asString(),
          json.required("ctype").asString(),
          json.required("localeProvider").asString(),
          json.required("locale").asString(),
          texts(json.required("settings")),
          texts(json.required("searchPath")),
          texts(json.required("roles")),
          texts(json.required("tablespaces")));
    } catch (JacksonException unreadable) {
      throw damaged(unreadable.getOriginalMessage(), unreadable);
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(one -> texts.add(one.asString()));
    return texts;
  }

  private static HoldfastException damaged(
      String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new HoldfastException(
        ErrorCode.OBJECT_DAMAGED,
        "The description of the database in the set cannot be read: " + why,
        "Nothing was changed; other sets may be whole.",
        "Run 'holdfast vault check --read-data', and use another set.",
        cause);
  }

  /**
   * The statement that creates an empty database like it. {@code template0} has no content of its
   * own, and alone allows another locale.
   *
   * @param withLocale false where the captured locale does not exist: what is only proved there and
   *     thrown away may be sorted in another way
   */
  String create(String name, boolean withLocale) {
    StringBuilder create =
        new StringBuilder("create database ")
            .append(Sql.name(name))
            .append(" template template0 encoding ")
            .append(Sql.text(encoding));
    if (withLocale) {
      create.append(" owner ").append(Sql.name(owner));
      create.append(" lc_collate ").append(Sql.text(collate));
      create.append(" lc_ctype ").append(Sql.text(ctype));
      switch (provider) {
        case "i" -> create.append(" locale_provider icu icu_locale ").append(Sql.text(locale));
        case "b" ->
            create.append(" locale_provider builtin builtin_locale ").append(Sql.text(locale));
        default -> {}
      }
    } else {
      create.append(" lc_collate 'C' lc_ctype 'C'");
    }
    return create.toString();
  }

  /** The settings, for a database of another name. A list such as search_path is several values. */
  List<String> alter(String name) {
    List<String> statements = new ArrayList<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      String key = setting.substring(0, equals);
      String value = setting.substring(equals + 1);
      boolean list = key.equals("search_path");
      statements.add(
          "alter database %s set %s to %s"
              .formatted(Sql.name(name), key, list && !value.isEmpty() ? value : Sql.text(value)));
    }
    return statements;
  }
}
