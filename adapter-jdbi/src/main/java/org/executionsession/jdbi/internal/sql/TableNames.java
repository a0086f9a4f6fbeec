package org.executionsession.jdbi.internal.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.executionsession.jdbi.config.SchemaConfig;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.config.JdbiConfig;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jspecify.annotations.Nullable;

/**
 * The names of the tables in a database. The statements of this module have the names without schema and prefix; this class adds them.
 * Each handle of the store has the names of the store.
 */
public final class TableNames implements JdbiConfig<TableNames>, TemplateEngine {

    private static final Pattern TABLE =
            Pattern.compile("(?<![\\w.\"])execution_(?:session|result|result_detail|row_format|selection"
                    + "|idempotency_key|write_check|schema_migration)(?!\\w)");

    private static final Pattern CREATE_INDEX = Pattern.compile("(?<=create index if not exists )\\w+");

    /** The schema in the spelling of the database; null for the current one. */
    private @Nullable String schema;

    private String prefix = "";

    /** What stands before the name of a table; empty by default. */
    private String qualifier = "";

    /** How many texts of statements are remembered; those of filters differ without end. */
    private static final int MAX_REMEMBERED = 1_000;

    /** The texts of statements with the names, also for the handles of transactions of a host. */
    private ConcurrentMap<String, String> remembered = new ConcurrentHashMap<>();

    /** Creates the names of tables in the current schema, without a prefix. */
    public TableNames() {}

    /** Creates names for a script, with the schema as it is written. */
    public static TableNames ofScript(SchemaConfig config) {
        TableNames names = new TableNames();
        names.use(config.schema(), config.schema(), config.tablePrefix());
        return names;
    }

    /**
     * Looks up the schema, and makes the names those of all handles.
     *
     * @throws IllegalArgumentException if the schema does not exist
     */
    public static void configure(Jdbi jdbi, SchemaConfig config) {
        if (!config.equals(SchemaConfig.DEFAULT.withMigrate(config.migrate()))) {
            String wanted = config.schema();
            String schema = wanted == null ? null : jdbi.withHandle(handle -> stored(wanted, handle));
            TableNames names = new TableNames();
            names.use(schema, schema == null ? null : '"' + schema + '"', config.tablePrefix());
            names.apply(jdbi);
        }
    }

    private void use(@Nullable String name, @Nullable String sql, String tablePrefix) {
        schema = name;
        prefix = tablePrefix;
        qualifier = (sql == null ? "" : sql + ".") + tablePrefix;
    }

    /** Makes these names those of all handles. */
    public void apply(Jdbi jdbi) {
        if (!qualifier.isEmpty()) {
            jdbi.configure(TableNames.class, names -> {
                names.schema = schema;
                names.prefix = prefix;
                names.qualifier = qualifier;
                names.remembered = remembered;
            });
            jdbi.configure(SqlStatements.class, statements -> statements.setTemplateEngine(this));
        }
    }

    private static String stored(String wanted, Handle handle) {
        List<String> found = new ArrayList<>();
        try (ResultSet schemas = handle.getConnection().getMetaData().getSchemas()) {
            while (schemas.next()) {
                String name = schemas.getString("TABLE_SCHEM");
                if (name.equals(wanted)) {
                    return name;
                }
                if (name.equalsIgnoreCase(wanted)) {
                    found.add(name);
                }
            }
        } catch (SQLException failure) {
            throw new ConnectionException(failure);
        }
        if (found.size() != 1) {
            throw new IllegalArgumentException("there is no schema " + wanted
                    + " in the database, or its user may not use it: create it, or correct its name");
        }
        return found.get(0);
    }

    /** Returns the schema in the spelling of the database; empty for the current one. */
    Optional<String> schema() {
        return Optional.ofNullable(schema);
    }

    /** Returns the name of a table without the schema. */
    String prefixed(String table) {
        return prefix + table;
    }

    /** Returns a statement with the names of this database. */
    public String qualified(String sql) {
        if (qualifier.isEmpty()) {
            return sql;
        }
        return remembered.size() < MAX_REMEMBERED
                ? remembered.computeIfAbsent(sql, this::replaced)
                : Optional.ofNullable(remembered.get(sql)).orElseGet(() -> replaced(sql));
    }

    private String replaced(String sql) {
        return TABLE.matcher(sql).replaceAll(Matcher.quoteReplacement(qualifier) + "$0");
    }

    /** Returns a statement of a migration, with the names of tables and indexes. */
    public String qualifiedMigration(String sql, Dialect dialect) {
        String indexes = dialect.hasQualifiedIndexes() ? qualifier : prefix;
        return qualified(CREATE_INDEX.matcher(sql).replaceAll(Matcher.quoteReplacement(indexes) + "$0"));
    }

    @Override
    public String render(String template, StatementContext context) {
        return qualified(template);
    }

    /** JDBI caches the result. */
    @Override
    public Optional<Function<StatementContext, String>> parse(String template, ConfigRegistry config) {
        String sql = qualified(template);
        return Optional.of(context -> sql);
    }

    /** Returns this object: once a store is open, it does not change. */
    @Override
    public TableNames createCopy() {
        return this;
    }
}
