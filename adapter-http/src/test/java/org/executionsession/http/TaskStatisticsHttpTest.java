package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestUseCases;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The statistics of tasks over HTTP. */
class TaskStatisticsHttpTest {

    private static final RunningServer SERVER = RunningServer.start();

    private static final String READER = "UserDirectory=ACME; UserId=guest";

    @BeforeEach
    void forget() {
        SERVER.useCases().clear();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static String task(String name) {
        return SERVER.post("/qrs/reloadtask", "{\"name\": \"" + name + "\"}")
                .entity(201)
                .get("id")
                .textValue();
    }

    private static String result(String task, String properties) {
        return SERVER.post("/qrs/executionresult", "{\"taskID\": \"" + task + "\", " + properties + "}")
                .entity(201)
                .get("id")
                .textValue();
    }

    private static JsonNode get(String path) {
        return SERVER.get("/qrs" + path).entity(200);
    }

    @Test
    void statistics_ofATaskHaveItsAttemptsAndItsUsualDurations() {
        String task = task("nightly");
        String id = result(
                task, "\"status\": 7, \"duration\": 1500, \"startTime\": \"" + TestUseCases.NOW.plusSeconds(2) + "\"");

        JsonNode found = get("/task/" + task + "/statistics");

        assertThat(found.get("name").textValue()).isEqualTo("nightly");
        assertThat(found.at("/attempts/0/id").textValue()).isEqualTo(id);
        assertThat(found.at("/attempts/0/queueTime").longValue()).isEqualTo(2_000);
        assertThat(found.at("/attempts/0/runTime").longValue()).isEqualTo(1_500);
        assertThat(found.get("recent").toString())
                .isEqualTo("{\"ended\":1,\"succeeded\":1,\"queueTime\":{\"count\":1,\"median\":2000,\"p95\":2000},"
                        + "\"runTime\":{\"count\":1,\"median\":1500,\"p95\":1500}}");
        assertThat(found.get("earlier").isNull()).isTrue();
        assertThat(found.get("privileges").isNull()).isTrue();
    }

    @Test
    void statistics_beforeADateAreEarlier() {
        String task = task("nightly");
        result(task, "\"status\": 8");

        assertThat(get("/task/" + task + "/statistics?since=" + TestUseCases.NOW)
                        .at("/earlier/ended")
                        .intValue())
                .isZero();
        assertThat(get("/task/statistics?Since=2100-01-01")
                        .at("/0/earlier/ended")
                        .intValue())
                .isEqualTo(1);
    }

    @Test
    void list_isAPageOrderedByName() {
        String b = task("b");
        String a = task("a");
        task("c");
        assertThat(get("/task/statistics?take=2&filter=name%20ne%20'x'"))
                .extracting(one -> one.get("id").textValue())
                .containsExactly(a, b);
        assertThat(get("/task/statistics?skip=1&orderby=name%20desc"))
                .extracting(one -> one.get("id").textValue())
                .containsExactly(b, a);
        assertThat(get("/task/statistics?take=0")).isEmpty();
    }

    @Test
    void privileges_areThoseOfTheCaller() {
        task("nightly");
        assertThat(SERVER.send(
                                "GET",
                                "/qrs/task/statistics?privileges=true",
                                BodyPublishers.noBody(),
                                "X-Qlik-User",
                                READER)
                        .entity(200)
                        .at("/0/privileges"))
                .extracting(JsonNode::textValue)
                .containsExactly("read");
    }

    @Test
    void unknownTask_isNotFound() {
        assertThat(SERVER.get("/qrs/task/3b1f2f4e-6e0b-4a3c-9d55-8f1b0e6c7a22/statistics")
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "take=101, take must be at most 100",
        "take=-1, take must be a whole number that is not negative",
        "skip=x, skip must be a whole number that is not negative",
        "since=yesterday, 'since must be a date, such as 2026-11-24T10:20:30.456Z or 2026-11-24'"
    })
    void malformedParameter_isRejected(String query, String detail) {
        assertThat(SERVER.get("/qrs/task/statistics?" + query).isProblem(400).detail())
                .isEqualTo(detail);
    }
}
