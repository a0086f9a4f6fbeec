package org.executionsession.application.support;

import jakarta.validation.ConstraintValidatorContext;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.domain.constraint.CalendarDateValidator;
import org.executionsession.domain.constraint.Text;
import org.executionsession.domain.constraint.TextValidator;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.idempotency.Fingerprint;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.AbortReason;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.AttemptSummary;
import org.executionsession.domain.model.AuditFields;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.ChangeType;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.NotificationDelivery;
import org.executionsession.domain.model.NotificationFailure;
import org.executionsession.domain.model.NotificationLimits;
import org.executionsession.domain.model.NotificationOutcome;
import org.executionsession.domain.model.NotificationScope;
import org.executionsession.domain.model.NotificationSubscription;
import org.executionsession.domain.model.NotificationUsage;
import org.executionsession.domain.model.NotifiedType;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.References;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.model.ScheduledStart;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.model.SelectionLimits;
import org.executionsession.domain.model.SelectionUsage;
import org.executionsession.domain.model.SessionProgress;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.model.TaskRunState;
import org.executionsession.domain.model.TaskType;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.NotificationSender;
import org.executionsession.domain.port.outbound.ScriptLogFiles;
import org.executionsession.domain.port.outbound.TaskExecutor;
import org.executionsession.domain.port.outbound.TaskFunction;
import org.executionsession.domain.query.Attribute;
import org.executionsession.domain.query.BulkEdit;
import org.executionsession.domain.query.CancellableFilter;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.ChangedProperties;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.SharedQueryTimeout;
import org.executionsession.domain.query.SortKey;
import org.executionsession.domain.query.typed.DetailProperties;
import org.executionsession.domain.query.typed.ResultProperties;
import org.executionsession.domain.query.typed.SessionProperties;

/** A valid argument of each type of the public API. */
public final class SampleArguments {

    private static final Instant DATE = Instant.parse("2026-01-01T00:00:00Z");
    private static final UUID ID = UUID.fromString("11111111-2222-3333-4444-555555555555");
    private static final Supplier<UUID> NEW_IDS = UUID::randomUUID;
    private static final Caller CALLER = new Caller("ACME", "ada");
    private static final Fingerprint FINGERPRINT = Fingerprint.of("text");
    private static final ExecutionSessionDraft DRAFT =
            ExecutionSessionDraft.builder().build();
    private static final ExecutionResult RESULT =
            ExecutionResult.builder().id(ID).build();
    private static final ExecutionResultDetail DETAIL =
            ExecutionResultDetail.builder().id(ID).build();
    private static final ExecutionSession SESSION = ExecutionSession.create(DRAFT, DATE, CALLER, NEW_IDS);
    private static final ExecutionResultDraft RESULT_DRAFT = new ExecutionResultDraft(ResultOrigin.of(SESSION), RESULT);
    private static final NotificationScope SCOPE = NotificationScope.of(NotifiedType.EXECUTION_SESSION);
    private static final NotificationFailure FAILURE = new NotificationFailure("reason", "reason");
    private static final Task TASK =
            Task.create(TaskDraft.builder().name("task").build(), DATE, CALLER, NEW_IDS);
    private static final Filter<ExecutionSession> FILTER = SessionProperties.USER.eq("ada");
    private static final Property<ExecutionSession> PROPERTY = SessionProperties.USER.property();

    /** By the type of the parameter; a type variable counts as its bound. */
    private static final Map<Class<?>, Object> SAMPLES = Map.ofEntries(
            Map.entry(int.class, 1),
            Map.entry(long.class, 1L),
            Map.entry(boolean.class, false),
            Map.entry(Object.class, "ada"),
            Map.entry(String.class, "ada"),
            Map.entry(String[].class, new String[] {"ada"}),
            Map.entry(UUID.class, ID),
            Map.entry(Instant.class, DATE),
            Map.entry(Duration.class, Duration.ofDays(1)),
            Map.entry(Clock.class, Clock.systemUTC()),
            Map.entry(List.class, List.of()),
            Map.entry(Set.class, Set.of()),
            Map.entry(Supplier.class, NEW_IDS),
            Map.entry(Consumer.class, (Consumer<Object>) entity -> {}),
            Map.entry(BooleanSupplier.class, (BooleanSupplier) () -> true),
            Map.entry(Function.class, (Function<Object, Object>) entity -> Optional.empty()),
            Map.entry(Predicate.class, (Predicate<Object>) entity -> true),
            Map.entry(ChangeType.class, ChangeType.UPDATE),
            Map.entry(ChangeCursor.class, ChangeCursor.START),
            Map.entry(EntityChange.class, EntityChange.created(SESSION)),
            Map.entry(Caller.class, CALLER),
            Map.entry(TaskType.class, TaskType.RELOAD),
            Map.entry(ScriptLogFiles.None.class, ScriptLogFiles.NONE),
            Map.entry(IdempotencyKey.class, new IdempotencyKey("key")),
            Map.entry(Fingerprint.class, FINGERPRINT),
            Map.entry(AuditedEntity.class, SESSION),
            Map.entry(AuditFields.class, SESSION.audit()),
            Map.entry(ExecutionSession.class, SESSION),
            Map.entry(ExecutionSessionDraft.class, DRAFT),
            Map.entry(ExecutionResult.class, RESULT),
            Map.entry(ExecutionResultDraft.class, RESULT_DRAFT),
            Map.entry(ExecutionResultEntity.class, ExecutionResultEntity.create(RESULT_DRAFT, DATE, CALLER, NEW_IDS)),
            Map.entry(ExecutionResultDetail.class, DETAIL),
            Map.entry(
                    ExecutionResultDetailEntity.class,
                    ExecutionResultDetailEntity.create(DETAIL, DATE, CALLER, NEW_IDS)),
            Map.entry(Task.class, TASK),
            Map.entry(TaskDraft.class, TASK.content()),
            Map.entry(AttemptSummary.class, AttemptSummary.of(List.of())),
            Map.entry(ScheduledStart.class, new ScheduledStart(DATE)),
            Map.entry(SessionProgress.class, new SessionProgress(ID, TaskExecutionStatus.STARTED, DATE, 0)),
            Map.entry(IntStream.class, IntStream.empty()),
            Map.entry(TaskRun.class, TaskRun.first(ID, ID, ID, DATE, DATE)),
            Map.entry(TaskRunState.class, TaskRunState.RUNNING),
            Map.entry(TaskExecutor.class, new RecordingExecutor()),
            Map.entry(TaskFunction.class, (TaskFunction) execution -> {}),
            Map.entry(ResultOrigin.class, ResultOrigin.of(SESSION)),
            Map.entry(TaskExecutionStatus.class, TaskExecutionStatus.STARTED),
            Map.entry(AbortReason.class, AbortReason.MANUAL),
            Map.entry(NotifiedType.class, NotifiedType.TASK),
            Map.entry(NotificationScope.class, SCOPE),
            Map.entry(NotificationDelivery.class, NotificationDelivery.from(ChangeCursor.START)),
            Map.entry(NotificationFailure.class, FAILURE),
            Map.entry(
                    NotificationSubscription.class,
                    NotificationSubscription.of("https://host.example", SCOPE, CALLER, ChangeCursor.START, DATE)),
            Map.entry(NotificationOutcome.class, NotificationOutcome.ACCEPTED),
            Map.entry(NotificationOutcome.Status.class, NotificationOutcome.Status.ACCEPTED),
            Map.entry(NotificationLimits.class, NotificationLimits.DEFAULT),
            Map.entry(NotificationSender.class, new RecordingSender()),
            Map.entry(SelectionLimits.class, SelectionLimits.DEFAULT),
            Map.entry(AccessPolicy.class, AccessPolicy.OPEN),
            Map.entry(Filter.class, FILTER),
            Map.entry(Query.class, Query.of(FILTER)),
            Map.entry(SortKey.class, SessionProperties.USER.asc()),
            Map.entry(Property.class, PROPERTY),
            Map.entry(Attribute.class, PROPERTY),
            Map.entry(Operator.class, Operator.EQ),
            Map.entry(QueryableProperties.class, QueryableProperties.SESSIONS),
            Map.entry(CancellationSignal.class, CancellationSignal.NONE),
            Map.entry(
                    BulkEdit.class,
                    new BulkEdit<ExecutionSession, ExecutionSessionDraft>(
                            Filter.all(), DATE, session -> Optional.empty())),
            Map.entry(Privilege.class, Privilege.READ),
            Map.entry(EntityKind.class, EntityKind.SESSION),
            Map.entry(StoreUnavailableException.Condition.class, StoreUnavailableException.Condition.FULL),
            Map.entry(Throwable.class, new IllegalStateException("cause")),
            Map.entry(Text.class, text()),
            Map.entry(ConstraintValidatorContext.class, validatorContext()),
            Map.entry(ExecutionSessionStore.class, store()));

    private SampleArguments() {}

    /** Returns an empty store in memory. */
    public static ExecutionSessionStore store() {
        return new InMemoryStore();
    }

    private static Text text() {
        try {
            return ExecutionSessionDraft.class.getDeclaredField("user").getAnnotation(Text.class);
        } catch (NoSuchFieldException impossible) {
            throw new IllegalStateException("a draft has a user", impossible);
        }
    }

    private static TextValidator textValidator() {
        TextValidator validator = new TextValidator();
        validator.initialize(text());
        return validator;
    }

    /** Returns a context for valid values, which call none of its methods. */
    private static Object validatorContext() {
        return Proxy.newProxyInstance(
                SampleArguments.class.getClassLoader(),
                new Class<?>[] {ConstraintValidatorContext.class},
                (context, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    /** Returns a valid argument for a parameter of the type; null if there is none, because no test needs it. */
    public static Object of(Class<?> type) {
        return SAMPLES.get(type);
    }

    /** Returns an object of each public type of the domain that has methods with parameters. */
    public static Stream<Object> receivers() {
        return Stream.concat(
                SAMPLES.values().stream()
                        .filter(sample -> sample.getClass().getName().startsWith("org.executionsession.domain.")
                                && !sample.getClass().isSynthetic()
                                && !sample.getClass().isHidden()),
                Stream.of(
                        AppReference.builder(),
                        ExecutionResult.builder(),
                        ExecutionResultDetail.builder(),
                        ExecutionSessionDraft.builder(),
                        Selection.builder(),
                        TaskReference.builder(),
                        TaskDraft.builder(),
                        TaskExecutionStatus.KNOWN,
                        ChangedProperties.OF_SESSIONS,
                        new CalendarDateValidator(),
                        textValidator(),
                        new NotificationUsage(0, 0, List.of()),
                        References.NONE,
                        new SelectionUsage(0, 0, 0, 0),
                        new CancellableFilter<>(FILTER, CancellationSignal.NONE),
                        SharedQueryTimeout.of(CancellationSignal.NONE),
                        new Filter.And<>(List.of(FILTER)),
                        new Filter.Or<>(List.of(FILTER)),
                        new Filter.OneOf<ExecutionSession>(Set.of(ID)),
                        SessionProperties.USER.isNull(),
                        QueryableProperties.SESSIONS
                                .findAssociation("executionResult")
                                .orElseThrow(),
                        SessionProperties.USER,
                        SessionProperties.ID,
                        SessionProperties.STATUS,
                        SessionProperties.RETRIES,
                        ResultProperties.ID,
                        DetailProperties.ID));
    }
}
