package org.executionsession.vertxpeer;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.executionsession.vertxpeer.ExecutionSession.App;
import org.executionsession.vertxpeer.ExecutionSession.AppStream;
import org.executionsession.vertxpeer.ExecutionSession.Detail;
import org.executionsession.vertxpeer.ExecutionSession.ExecutingNode;
import org.executionsession.vertxpeer.ExecutionSession.ExecutionResult;
import org.executionsession.vertxpeer.ExecutionSession.Operational;
import org.executionsession.vertxpeer.ExecutionSession.Task;

/** The tables of {@code relational.sql}. */
final class Tables {

    private static final UUID NO_ID = new UUID(0, 0);

    /**
     * A row of the sessions.
     *
     * @param session the session; not null
     * @param document its JSON; not null
     */
    record SessionRow(ExecutionSession session, byte[] document) {}

    /**
     * A row of the details.
     *
     * @param session the session that has the result; not null
     * @param detail a detail of the result; not null
     * @param position its place in the list, from 0
     */
    record DetailRow(ExecutionSession session, Detail detail, int position) {}

    static final Table<SessionRow> SESSIONS = sessions();
    static final Table<ExecutionSession> RESULTS = results();
    static final Table<DetailRow> DETAILS = details();

    private Tables() {}

    private static Table<SessionRow> sessions() {
        Table<SessionRow> table = new Table<SessionRow>("execution_session")
                .id("id", row -> row.session.id())
                .id("result_id", row -> resultId(row.session))
                .bytes("document", SessionRow::document)
                .foldedText("q_modified_by_user_name", row -> modifiedBy(row.session))
                .id("q_executing_node_id", row -> nodeId(row.session))
                .date("q_abort_at", row -> row.session.abortAt())
                .integer("q_abort_reason", row -> row.session.abortReason())
                .bigint("q_retries", row -> row.session.retries())
                .foldedText("q_user", row -> row.session.user());
        audit(table, SessionRow::session);
        task(table, "q_reload_task_", row -> row.session.reloadTask());
        task(table, "q_user_sync_task_", row -> row.session.userSyncTask());
        task(table, "q_external_program_task_", row -> row.session.externalProgramTask());
        app(table, row -> row.session.app());
        return table;
    }

    private static void task(Table<SessionRow> table, String prefix, Function<SessionRow, Task> task) {
        Function<SessionRow, Operational> operational = part(task, Task::operational);
        table.id(prefix + "id", part(task, Task::id))
                .foldedText(prefix + "name", part(task, Task::name))
                .integer(prefix + "task_type", part(task, Task::taskType))
                .flag(prefix + "enabled", part(task, Task::enabled))
                .bigint(prefix + "task_session_timeout", part(task, Task::taskSessionTimeout))
                .bigint(prefix + "max_retries", part(task, Task::maxRetries))
                .code(
                        prefix + "last_result_status",
                        part(part(operational, Operational::lastExecutionResult), ExecutionResult::status))
                .date(prefix + "next_execution", part(operational, Operational::nextExecution));
    }

    private static void app(Table<SessionRow> table, Function<SessionRow, App> app) {
        Function<SessionRow, AppStream> stream = part(app, App::stream);
        table.id("q_app_id", part(app, App::id))
                .foldedText("q_app_name", part(app, App::name))
                .foldedText("q_app_app_id", part(app, App::appId))
                .date("q_app_publish_time", part(app, App::publishTime))
                .flag("q_app_published", part(app, App::published))
                .id("q_app_stream_id", part(stream, AppStream::id))
                .foldedText("q_app_stream_name", part(stream, AppStream::name))
                .foldedText("q_app_saved_in_product_version", part(app, App::savedInProductVersion))
                .foldedText("q_app_migration_hash", part(app, App::migrationHash))
                .code("q_app_availability_status", part(app, App::availabilityStatus));
    }

    private static Table<ExecutionSession> results() {
        Function<ExecutionSession, ExecutionResult> result = ExecutionSession::executionResult;
        Table<ExecutionSession> table = new Table<ExecutionSession>("execution_result")
                .id("id", Tables::resultId)
                .id("execution_id", ExecutionSession::id)
                .foldedText("q_executing_node_name", part(result, ExecutionResult::executingNodeName))
                .code("q_status", part(result, ExecutionResult::status))
                .date("q_start_time", part(result, ExecutionResult::startTime))
                .date("q_stop_time", part(result, ExecutionResult::stopTime))
                .bigint("q_duration", part(result, ExecutionResult::duration))
                .id("q_file_reference_id", part(result, ExecutionResult::fileReferenceID))
                .flag("q_script_log_available", part(result, ExecutionResult::scriptLogAvailable))
                .foldedText("q_script_log_location", part(result, ExecutionResult::scriptLogLocation))
                .bigint("q_script_log_size", part(result, ExecutionResult::scriptLogSize))
                .foldedText("q_modified_by_user_name", Tables::modifiedBy)
                .id("q_task_id", ExecutionSession::taskId)
                .id("q_app_id", part(ExecutionSession::app, App::id))
                .id("q_executing_node_id", Tables::nodeId);
        audit(table, Function.identity());
        return table;
    }

    private static Table<DetailRow> details() {
        Table<DetailRow> table = new Table<DetailRow>("execution_result_detail")
                .id("id", row -> orNone(row.detail.id()))
                .id("result_id", row -> resultId(row.session))
                .id("execution_id", row -> row.session.id())
                .integer("position", DetailRow::position)
                .integer("q_details_type", row -> row.detail.detailsType())
                .foldedText("q_message", row -> row.detail.message())
                .date("q_detail_created_date", row -> row.detail.detailCreatedDate())
                .foldedText("q_modified_by_user_name", row -> modifiedBy(row.session));
        audit(table, DetailRow::session);
        return table;
    }

    private static <R> void audit(Table<R> table, Function<R, ExecutionSession> session) {
        table.date("created_date", session.andThen(ExecutionSession::createdDate))
                .date("modified_date", session.andThen(ExecutionSession::modifiedDate))
                .text("modified_by", session.andThen(Tables::modifiedBy));
    }

    /** The details of a session's result, in order. */
    static List<Detail> detailsOf(ExecutionSession session) {
        ExecutionResult result = session.executionResult();
        return result == null || result.details() == null ? List.of() : result.details();
    }

    private static <R, P, V> Function<R, V> part(Function<R, P> whole, Function<P, V> value) {
        return row -> {
            P found = whole.apply(row);
            return found == null ? null : value.apply(found);
        };
    }

    private static String modifiedBy(ExecutionSession session) {
        return session.modifiedByUserName() == null ? "" : session.modifiedByUserName();
    }

    private static UUID nodeId(ExecutionSession session) {
        ExecutingNode node = session.executingNode();
        return node == null ? null : node.id();
    }

    private static UUID resultId(ExecutionSession session) {
        return session.executionResult() == null
                ? NO_ID
                : orNone(session.executionResult().id());
    }

    private static UUID orNone(UUID id) {
        return id == null ? NO_ID : id;
    }
}
