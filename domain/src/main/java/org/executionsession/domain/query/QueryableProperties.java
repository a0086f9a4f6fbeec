package org.executionsession.domain.query;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.executionsession.domain.model.AbortReason;
import org.executionsession.domain.model.App;
import org.executionsession.domain.model.AppAvailabilityStatus;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.SchedulerReference;
import org.executionsession.domain.model.StreamReference;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskOperational;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.model.TaskType;

/**
 * The properties by which an entity can be queried. This is the only list of them: filters, orders, tables, the columns
 * of the database and the documentation depend on it.
 *
 * @param <E> the entity
 */
public final class QueryableProperties<E> {

    private static final PropertyList<ExecutionResultDetail> DETAIL_CONTENT = detailContent(EntityKind.DETAIL);

    private static final PropertyList<ExecutionResult> RESULT_CONTENT =
            resultContent(EntityKind.RESULT, DETAIL_CONTENT);

    private static final PropertyList<TaskReference> TASK = new PropertyList<TaskReference>(EntityKind.SESSION)
            .guid("id", TaskReference::id)
            .text("name", TaskReference::name)
            .code("taskType", TaskType.KNOWN, TaskReference::taskType)
            .flag("enabled", TaskReference::enabled)
            .number("taskSessionTimeout", TaskReference::taskSessionTimeout)
            .number("maxRetries", TaskReference::maxRetries)
            .one("operational", TaskReference::operational, operational(EntityKind.SESSION));

    /** The queryable properties of sessions. */
    public static final QueryableProperties<ExecutionSession> SESSIONS = new QueryableProperties<>(
            EntityKind.SESSION,
            new PropertyList<ExecutionSession>(EntityKind.SESSION)
                    .guid("id", ExecutionSession::id)
                    .date("createdDate", ExecutionSession::createdDate)
                    .date("modifiedDate", ExecutionSession::modifiedDate)
                    .text("modifiedByUserName", ExecutionSession::modifiedByUserName)
                    .one(
                            "executingNode",
                            ExecutionSession::executingNode,
                            new PropertyList<SchedulerReference>(EntityKind.SESSION).guid("id", SchedulerReference::id))
                    .one("executionResult", ExecutionSession::executionResult, RESULT_CONTENT)
                    .date("abortAt", ExecutionSession::abortAt)
                    .code("abortReason", AbortReason.KNOWN, ExecutionSession::abortReason)
                    .one("reloadTask", ExecutionSession::reloadTask, TASK)
                    .one("userSyncTask", ExecutionSession::userSyncTask, TASK)
                    .one("externalProgramTask", ExecutionSession::externalProgramTask, TASK)
                    .number("retries", ExecutionSession::retries)
                    .text("user", ExecutionSession::user)
                    .one("app", ExecutionSession::app, app(EntityKind.SESSION)));

    /** The queryable properties of results. */
    public static final QueryableProperties<ExecutionResultEntity> RESULTS = new QueryableProperties<>(
            EntityKind.RESULT,
            new PropertyList<ExecutionResultEntity>(EntityKind.RESULT)
                    .content(ExecutionResultEntity::result, RESULT_CONTENT)
                    .date("createdDate", ExecutionResultEntity::createdDate)
                    .date("modifiedDate", ExecutionResultEntity::modifiedDate)
                    .text("modifiedByUserName", ExecutionResultEntity::modifiedByUserName)
                    .guid("taskID", result -> result.origin().taskId())
                    .guid("executionID", result -> result.origin().executionId())
                    .guid("appID", result -> result.origin().appId())
                    .guid("executingNodeID", result -> result.origin().executingNodeId()));

    /** The queryable properties of details. */
    public static final QueryableProperties<ExecutionResultDetailEntity> DETAILS = new QueryableProperties<>(
            EntityKind.DETAIL,
            new PropertyList<ExecutionResultDetailEntity>(EntityKind.DETAIL)
                    .content(ExecutionResultDetailEntity::detail, DETAIL_CONTENT)
                    .date("createdDate", ExecutionResultDetailEntity::createdDate)
                    .date("modifiedDate", ExecutionResultDetailEntity::modifiedDate)
                    .text("modifiedByUserName", ExecutionResultDetailEntity::modifiedByUserName));

    /** The queryable properties of tasks. */
    public static final QueryableProperties<Task> TASKS = new QueryableProperties<>(
            EntityKind.TASK,
            new PropertyList<Task>(EntityKind.TASK)
                    .guid("id", Task::id)
                    .date("createdDate", Task::createdDate)
                    .date("modifiedDate", Task::modifiedDate)
                    .text("modifiedByUserName", Task::modifiedByUserName)
                    .text("name", Task::name)
                    .code("taskType", TaskType.KNOWN, Task::taskType)
                    .flag("enabled", task -> task.content().enabled())
                    .number("taskSessionTimeout", task -> task.content().taskSessionTimeout())
                    .number("maxRetries", task -> task.content().maxRetries())
                    .flag("isManuallyTriggered", task -> task.content().manuallyTriggered())
                    .one("app", Task::app, app(EntityKind.TASK))
                    .one("operational", Task::operational, operational(EntityKind.TASK)));

    /** The queryable properties of apps. They are queried in memory, because the apps are parts of tasks and sessions. */
    public static final QueryableProperties<App> APPS = new QueryableProperties<>(
            EntityKind.TASK,
            App.SCHEMA_PATH,
            new PropertyList<App>(EntityKind.TASK)
                    .date("createdDate", app -> app.audit().createdDate())
                    .date("modifiedDate", app -> app.audit().modifiedDate())
                    .text("modifiedByUserName", app -> app.audit().modifiedByUserName())
                    .content(App::reference, app(EntityKind.TASK)));

    private final EntityKind kind;
    private final String schemaPath;
    private final Map<String, Property<E>> byPath = new LinkedHashMap<>();
    private final Map<String, Association<E>> associationByPath = new LinkedHashMap<>();

    private QueryableProperties(EntityKind kind, PropertyList<E> properties) {
        this(kind, kind.schemaPath(), properties);
    }

    private QueryableProperties(EntityKind kind, String schemaPath, PropertyList<E> properties) {
        this.kind = kind;
        this.schemaPath = schemaPath;
        for (Property<E> property : properties.properties()) {
            byPath.put(caseless(property.path()), property);
        }
        for (Association<E> association : properties.associations()) {
            associationByPath.put(caseless(association.path()), association);
        }
    }

    private static PropertyList<TaskOperational> operational(EntityKind owner) {
        return new PropertyList<TaskOperational>(owner)
                .guid("id", TaskOperational::id)
                // The last result of a task is read with the task, not from the results.
                .one(
                        "lastExecutionResult",
                        TaskOperational::lastExecutionResult,
                        resultContent(owner, detailContent(owner)))
                .date("nextExecution", TaskOperational::nextExecution);
    }

    private static PropertyList<AppReference> app(EntityKind owner) {
        return new PropertyList<AppReference>(owner)
                .guid("id", AppReference::id)
                .text("name", AppReference::name)
                .text("appId", AppReference::appId)
                .date("publishTime", AppReference::publishTime)
                .flag("published", AppReference::published)
                .one(
                        "stream",
                        AppReference::stream,
                        new PropertyList<StreamReference>(owner)
                                .guid("id", StreamReference::id)
                                .text("name", StreamReference::name))
                .text("savedInProductVersion", AppReference::savedInProductVersion)
                .text("migrationHash", AppReference::migrationHash)
                .code("availabilityStatus", AppAvailabilityStatus.KNOWN, AppReference::availabilityStatus);
    }

    private static PropertyList<ExecutionResultDetail> detailContent(EntityKind owner) {
        return new PropertyList<ExecutionResultDetail>(owner)
                .guid("id", ExecutionResultDetail::id)
                .code("detailsType", DetailsType.KNOWN, ExecutionResultDetail::detailsType)
                .text("message", ExecutionResultDetail::message)
                .date("detailCreatedDate", ExecutionResultDetail::detailCreatedDate);
    }

    private static PropertyList<ExecutionResult> resultContent(
            EntityKind owner, PropertyList<ExecutionResultDetail> details) {
        return new PropertyList<ExecutionResult>(owner)
                .guid("id", ExecutionResult::id)
                .text("executingNodeName", ExecutionResult::executingNodeName)
                .code("status", TaskExecutionStatus.KNOWN, ExecutionResult::status)
                .date("startTime", ExecutionResult::startTime)
                .date("stopTime", ExecutionResult::stopTime)
                .number("duration", ExecutionResult::duration)
                .guid("fileReferenceID", ExecutionResult::fileReferenceId)
                .flag("scriptLogAvailable", ExecutionResult::scriptLogAvailable)
                .text("scriptLogLocation", ExecutionResult::scriptLogLocation)
                .number("scriptLogSize", ExecutionResult::scriptLogSize)
                .many("details", ExecutionResult::details, details);
    }

    /**
     * Returns the kind of the entity; of an app, that of the entities from which it is known.
     *
     * @return never null
     */
    public EntityKind kind() {
        return kind;
    }

    /**
     * Returns the contract's name of the type of the entity.
     *
     * @return for example {@code ExecutionSession}
     */
    public String schemaPath() {
        return schemaPath;
    }

    /**
     * Finds a property.
     *
     * @param path the path, in any letter case; not null
     * @return empty when there is no queryable property with this path
     */
    public Optional<Property<E>> find(String path) {
        requireNonNull(path, "path");
        return Optional.ofNullable(byPath.get(caseless(path)));
    }

    /**
     * Finds an association.
     *
     * @param path the path, in any letter case; not null
     * @return empty when the entity has none with this path
     */
    public Optional<Association<E>> findAssociation(String path) {
        requireNonNull(path, "path");
        return Optional.ofNullable(associationByPath.get(caseless(path)));
    }

    /**
     * Returns all references and lists.
     *
     * @return the associations; empty when the entity has none
     */
    public List<Association<E>> associations() {
        return List.copyOf(associationByPath.values());
    }

    /**
     * Returns all properties.
     *
     * @return not empty, in the order of the contract
     */
    public List<Property<E>> properties() {
        return List.copyOf(byPath.values());
    }

    /**
     * Returns the property for the id.
     *
     * @return never null
     */
    public Property<E> id() {
        return requireNonNull(byPath.get("id"), "id");
    }

    private static String caseless(String path) {
        return path.toLowerCase(Locale.ROOT);
    }
}
