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
public final class TableNames implements TemplateEngine {

    private static final Pattern TABLE = Pattern.compile(
            "(?<![\\w.\"])execution_(?:session|result|result_detail|task|task_run|change|change_queue|change_position|row_format|node_heartbeat|notification|script_log|script_log_ticket"
                    + "|selection|idempotency_key|id_lock|write_check|schema_migration)(?!\\w)");

    private static final Pattern CREATE_INDEX = Pattern.compile("(?<=create index if not exists )\\w+");

    /** The names in the current schema, without a prefix. */
    static final TableNames DEFAULT = new TableNames(null, null, "");

    /** The schema in the spelling of the database; null for the current one. */
    private final @Nullable String schema;

    private final String prefix;

    /** What stands before the name of a table; empty by default. */
    private final String qualifier;

    /** The texts of statements that are built once, with the names, also for the handles of transactions of a host. */
    private final ConcurrentMap<String, String> constants = new ConcurrentHashMap<>();

    private TableNames(@Nullable String schema, @Nullable String schemaSql, String prefix) {
        this.schema = schema;
        this.prefix = prefix;
        this.qualifier = (schemaSql == null ? "" : schemaSql + ".") + prefix;
    }

    /** Creates names for a script, with the schema as it is written. */
    public static TableNames ofScript(SchemaConfig config) {
        return new TableNames(config.schema(), config.schema(), config.tablePrefix());
    }

    /** Returns the names of the store to which a handle belongs. */
    public static TableNames of(Handle handle) {
        return handle.getConfig(Setting.class).names;
    }

    /** Returns the names of a store. */
    public static TableNames of(Jdbi jdbi) {
        return jdbi.getConfig(Setting.class).names;
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
            new TableNames(schema, schema == null ? null : '"' + schema + '"', config.tablePrefix()).apply(jdbi);
        }
    }

    /** Makes these names those of all handles. */
    public void apply(Jdbi jdbi) {
        // Without this, Jdbi would create the setting for each handle, by reflection.
        jdbi.configure(Setting.class, setting -> setting.names = this);
        if (!qualifier.isEmpty()) {
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
        return qualifier.isEmpty() ? sql : TABLE.matcher(sql).replaceAll(Matcher.quoteReplacement(qualifier) + "$0");
    }

    /** Returns the same for one of a limited number of statements, and remembers it. */
    public String qualifiedConstant(String sql) {
        return qualifier.isEmpty() ? sql : constants.computeIfAbsent(sql, this::qualified);
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

    /** The setting of a store that holds its names. */
    public static final class Setting implements JdbiConfig<Setting> {

        private TableNames names = DEFAULT;

        /** Returns this object: once a store is open, it does not change. */
        @Override
        public Setting createCopy() {
            return this;
        }
    }
}
