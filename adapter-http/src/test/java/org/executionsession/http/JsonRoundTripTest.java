package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.model.TaskType;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.internal.json.EntityJson;
import org.executionsession.http.internal.json.Json;
import org.executionsession.http.internal.json.JsonReader;
import org.executionsession.http.internal.json.StrictJsonParser;
import org.executionsession.http.support.ContractField;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.executionsession.http.support.TestUseCases;
import org.executionsession.storecontract.support.ArbitraryDrafts;
import org.instancio.junit.Given;
import org.instancio.junit.GivenProvider;
import org.instancio.junit.InstancioExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever a session holds comes back from the wire as it was. */
@ExtendWith(InstancioExtension.class)
class JsonRoundTripTest {

    /** Four results of five of the longest messages are more than the default bound on bodies. */
    private static final RunningServer SERVER = RunningServer.start(
            LimitsConfig.builder().maxBodyBytes(16 * 1024 * 1024).build());

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @RepeatedTest(200)
    void aWrittenSession_isReadUnchanged(@Given(ArbitraryDrafts.Provider.class) ExecutionSessionDraft draft) {
        ExecutionSession session = recorded(draft);
        assertThat(read(written(session, null))).isEqualTo(session.content());
        assertThat(read(written(session, List.of("read")))).isEqualTo(session.content());
    }

    @RepeatedTest(200)
    void aWrittenSession_hasEveryPropertyOfTheContract(
            @Given(ArbitraryDrafts.Provider.class) ExecutionSessionDraft draft) {
        JsonNode written = TestResponse.json(written(recorded(draft), null));
        for (ContractField field : ContractField.all()) {
            String object = field.pointer().substring(0, field.pointer().lastIndexOf('/'));
            if (written.at(object).isObject()) {
                assertThat(written.at(field.pointer()).isMissingNode())
                        .as(field.pointer())
                        .isFalse();
            }
        }
        for (String object : ContractField.objects().toList()) {
            if (written.at(object).isObject()) {
                assertThat(written.at(object + "/privileges").isNull())
                        .as(object)
                        .isTrue();
            }
        }
    }

    @RepeatedTest(50)
    void aPostedSession_isServedUnchanged(@Given(ArbitraryDrafts.Provider.class) ExecutionSessionDraft draft) {
        byte[] posted = written(recorded(draft), null);
        SERVER.useCases().clear();
        JsonNode created = SERVER.create(posted).entity(201);
        assertThat(created).isEqualTo(TestResponse.json(posted));
        assertThat(SERVER.get("/executionsession/" + created.get("id").textValue())
                        .entity(200))
                .isEqualTo(created);
    }

    /** The one date that the wire cannot say, because it says "no date" with it. */
    @Test
    void theFirstInstantOf1753_isReadAsNoDate() {
        ExecutionSession session = recorded(ExecutionSessionDraft.builder()
                .abortAt(Instant.parse("1753-01-01T00:00:00Z"))
                .build());
        assertThat(read(written(session, null)))
                .isEqualTo(session.content().toBuilder().abortAt(null).build());
    }

    @RepeatedTest(100)
    void aWrittenTask_isReadUnchanged(@Given(RandomTask.class) TaskDraft draft) {
        Task task = Task.create(draft, TestUseCases.NOW, Caller.SERVICE, UUID::randomUUID);
        byte[] written = Json.write(json -> EntityJson.TASKS.full(task, List.of("start"), json));
        assertThat(JsonReader.read("a task", StrictJsonParser.parse(written), EntityJson.TASKS::draft))
                .isEqualTo(task.content());
    }

    @RepeatedTest(50)
    void aPostedTask_isServedUnchanged(@Given(RandomTask.class) TaskDraft draft) {
        Task task = Task.create(
                draft.toBuilder().taskType(TaskType.RELOAD).build(),
                TestUseCases.NOW,
                Caller.SERVICE,
                UUID::randomUUID);
        byte[] posted = Json.write(json -> EntityJson.TASKS.full(task, null, json));
        SERVER.useCases().clear();
        JsonNode created = SERVER.post("/qrs/reloadtask", posted).entity(201);
        assertThat(created).isEqualTo(TestResponse.json(posted));
        assertThat(SERVER.get("/qrs/reloadtask/full").entity(200).get(0)).isEqualTo(created);
    }

    /** Provides random drafts of tasks. */
    static final class RandomTask implements GivenProvider {

        @Override
        public Object provide(ElementContext context) {
            return new ArbitraryDrafts(context.random()).task();
        }
    }

    private static ExecutionSession recorded(ExecutionSessionDraft draft) {
        return ExecutionSession.create(draft, TestUseCases.NOW, Caller.SERVICE, UUID::randomUUID);
    }

    private static ExecutionSessionDraft read(byte[] json) {
        return JsonReader.read("an execution session", StrictJsonParser.parse(json), EntityJson.SESSIONS::draft);
    }

    private static byte[] written(ExecutionSession session, List<String> privileges) {
        return Json.write(json -> EntityJson.SESSIONS.full(session, privileges, json));
    }
}
