package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.StreamReference;
import org.executionsession.domain.model.TaskOperational;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.model.TaskType;
import org.executionsession.storecontract.support.ArbitraryDrafts;
import org.instancio.junit.Given;
import org.instancio.junit.InstancioExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(InstancioExtension.class)
class CreateExecutionSessionTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");
    private static final Caller JO = new Caller("ACME", "jo");

    private final ExecutionSessions sessions =
            ExecutionSessions.inMemory(Clock.fixed(NOW.plusNanos(789_000), ZoneOffset.UTC));

    @AfterEach
    void close() {
        sessions.close();
    }

    @Test
    void create_keepsAGivenIdAndStampsTheSession() {
        UUID id = UUID.randomUUID();
        ExecutionSession session = create(ExecutionSessionDraft.builder().id(id).build());
        assertThat(session.id()).isEqualTo(id);
        assertThat(session.createdDate()).isEqualTo(NOW);
        assertThat(session.modifiedDate()).isEqualTo(NOW);
        assertThat(session.modifiedByUserName()).isEqualTo("ACME\\jo");
        assertThat(sessions.findExecutionSessions().find(id, JO)).contains(session);
    }

    @Test
    void create_generatesTimeOrderedIdsOfVersion7() {
        List<UUID> ids = Stream.generate(
                        () -> create(ExecutionSessionDraft.builder().build()).id())
                .limit(100)
                .toList();
        assertThat(ids)
                .doesNotHaveDuplicates()
                .isSortedAccordingTo((a, b) -> a.toString().compareTo(b.toString()));
        assertThat(ids).allSatisfy(id -> {
            assertThat(id.version()).isEqualTo(7);
            assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
        });
    }

    @Test
    void create_rejectsAnIdInUse() {
        ExecutionSessionDraft draft =
                ExecutionSessionDraft.builder().id(UUID.randomUUID()).build();
        create(draft);
        assertThatExceptionOfType(DuplicateIdException.class)
                .isThrownBy(() -> create(draft))
                .satisfies(rejection -> assertThat(rejection.id()).isEqualTo(draft.id()));
    }

    @RepeatedTest(100)
    void create_acceptsEveryValidDraft(@Given(ArbitraryDrafts.Provider.class) ExecutionSessionDraft draft) {
        assertThat(create(draft).user()).isEqualTo(draft.user());
    }

    @Test
    void create_namesEveryBrokenRuleAtEveryDepthAndStoresNothing() {
        ExecutionResult result = ExecutionResult.builder()
                .id(UUID.randomUUID())
                .executingNodeName("\u0000")
                .startTime(Instant.parse("+10000-01-01T00:00:00Z"))
                .scriptLogLocation("x".repeat(ExecutionResult.LOCATION_MAX + 1))
                .scriptLogSize(-1)
                .details(List.of(
                        new ExecutionResultDetail(null, null, "fine", null),
                        new ExecutionResultDetail(
                                null,
                                DetailsType.ERROR,
                                "x".repeat(ExecutionResultDetail.MESSAGE_MAX + 1),
                                Instant.MAX)))
                .build();
        TaskReference task =
                new TaskReference(null, "\udc00", null, true, -1, -2, new TaskOperational(null, result, Instant.MIN));
        UUID id = UUID.randomUUID();
        InvalidDraftException rejection = catchThrowableOfType(
                InvalidDraftException.class,
                () -> create(ExecutionSessionDraft.builder()
                        .id(id)
                        .executionResult(result)
                        .abortAt(Instant.parse("0000-12-31T23:59:59.999Z"))
                        .reloadTask(task)
                        .userSyncTask(new TaskReference(null, "x".repeat(1_001), null, true, 0, 0, null))
                        .externalProgramTask(new TaskReference(null, null, null, true, -1, 0, null))
                        .retries(-1)
                        .user("a\u0000")
                        .app(new AppReference(
                                null,
                                "\u0000",
                                "\u0000",
                                Instant.MAX,
                                true,
                                new StreamReference(null, "\ud83d"),
                                "\u0000",
                                "\u0000",
                                null))
                        .build()));
        String resultRules = "P.details.1.detailCreatedDate must lie in the years 0001 to 9999, in UTC|"
                + "P.details.1.message must be at most 100000 characters long, but is 100001|"
                + "P.executingNodeName must not contain the character U+0000 (at index 0)|"
                + "P.scriptLogLocation must be at most 4000 characters long, but is 4001|"
                + "P.scriptLogSize must be greater than or equal to 0|"
                + "P.startTime must lie in the years 0001 to 9999, in UTC|";
        assertThat(rejection.violations().stream().map(Object::toString))
                .containsExactly(("abortAt must lie in the years 0001 to 9999, in UTC|"
                                + "app.appId must not contain the character U+0000 (at index 0)|"
                                + "app.migrationHash must not contain the character U+0000 (at index 0)|"
                                + "app.name must not contain the character U+0000 (at index 0)|"
                                + "app.publishTime must lie in the years 0001 to 9999, in UTC|"
                                + "app.savedInProductVersion must not contain the character U+0000 (at index 0)|"
                                + "app.stream.name must not contain half a surrogate pair (at index 0)|"
                                + resultRules.replace("P.", "executionResult.")
                                + "externalProgramTask.taskSessionTimeout must be greater than or equal to 0|"
                                + "reloadTask.maxRetries must be greater than or equal to 0|"
                                + "reloadTask.name must not contain half a surrogate pair (at index 0)|"
                                + resultRules.replace("P.", "reloadTask.operational.lastExecutionResult.")
                                + "reloadTask.operational.nextExecution must lie in the years 0001 to 9999, in UTC|"
                                + "reloadTask.taskSessionTimeout must be greater than or equal to 0|"
                                + "retries must be greater than or equal to 0|"
                                + "user must not contain the character U+0000 (at index 1)|"
                                + "userSyncTask.name must be at most 1000 characters long, but is 1001")
                        .split("\\|"));
        assertThat(sessions.findExecutionSessions().find(id, JO)).isEmpty();
    }

    @Test
    void create_limitsTheNumberOfDetails() {
        ExecutionResultDetail detail = new ExecutionResultDetail(null, null, "m", null);
        assertThat(create(withDetails(Collections.nCopies(ExecutionResult.DETAILS_MAX, detail))))
                .isNotNull();
        assertThatExceptionOfType(InvalidDraftException.class)
                .isThrownBy(() -> create(withDetails(Collections.nCopies(ExecutionResult.DETAILS_MAX + 1, detail))))
                .withMessage("executionResult.details size must be between 0 and 1000");
    }

    @Test
    void create_acceptsSeveralTasksAndUnknownCodes() {
        TaskReference task = TaskReference.of(null, "t", new TaskType(9));
        ExecutionSession session = create(ExecutionSessionDraft.builder()
                .reloadTask(task)
                .userSyncTask(task)
                .externalProgramTask(task)
                .build());
        assertThat(session.userSyncTask().taskType().number()).isEqualTo(9);
    }

    @Test
    void create_reportsErrorsInEnglishInEveryLocale() {
        Locale machine = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try (ExecutionSessions german = ExecutionSessions.inMemory()) {
            assertThatExceptionOfType(InvalidDraftException.class)
                    .isThrownBy(() -> german.createExecutionSession()
                            .create(ExecutionSessionDraft.builder().retries(-1).build(), JO))
                    .withMessage("retries must be greater than or equal to 0");
        } finally {
            Locale.setDefault(machine);
        }
    }

    private ExecutionSession create(ExecutionSessionDraft draft) {
        return sessions.createExecutionSession().create(draft, JO);
    }

    private static ExecutionSessionDraft withDetails(List<ExecutionResultDetail> details) {
        return ExecutionSessionDraft.builder()
                .executionResult(ExecutionResult.builder().details(details).build())
                .build();
    }
}
