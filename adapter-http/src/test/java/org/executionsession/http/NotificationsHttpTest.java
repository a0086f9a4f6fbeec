package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients subscribe to notifications. The store and the sender of the use cases are tested elsewhere. */
class NotificationsHttpTest {

    private static final String URL = "\"https://receiver.example/changes\"";

    private static final String GUEST = "UserDirectory=ACME; UserId=guest";

    private static final RunningServer SERVER = RunningServer.start();

    @AfterEach
    void clear() {
        SERVER.useCases().clear();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static String subscribed(String query) {
        return SERVER.post("/qrs/notification?" + query, URL)
                .entity(201)
                .get("value")
                .textValue();
    }

    private static TestResponse asGuest(String method, String query, String body) {
        return SERVER.send(method, "/qrs/notification?" + query, BodyPublishers.ofString(body), "X-Qlik-User", GUEST);
    }

    private static JsonNode list() {
        return SERVER.get("/qrs/notification").entity(200);
    }

    @Test
    void sameSubscription_hasTheSameHandle() {
        String handle = subscribed(
                "name=ExecutionResult&filter=status eq 8&changetype=2&propertyName=status".replace(" ", "%20"));
        assertThat(subscribed("Name=executionresult&FILTER=status%20eq%208&changeType=update&propertyname=STATUS"))
                .isEqualTo(handle);
        assertThat(subscribed("name=ExecutionResult")).isNotEqualTo(handle);
        assertThat(list()).hasSize(2);
    }

    @Test
    void subscription_isListedAndDeleted() {
        String id = "046b6c7f-0b8a-43b9-b35d-6489e6daee91";
        String handle = subscribed("name=ReloadTask&id=" + id + "&changetype=1,Delete&propertyName=!name&condition=x");
        JsonNode listed = list().get(0);
        assertThat(listed.get("handle").textValue()).isEqualTo(handle);
        assertThat(listed.get("callback").textValue()).isEqualTo("https://receiver.example/changes");
        assertThat(listed.get("name").textValue()).isEqualTo("ReloadTask");
        assertThat(listed.get("id").textValue()).isEqualTo(id);
        assertThat(listed.get("changeTypes").toString()).isEqualTo("[1,3]");
        assertThat(listed.get("propertyName").textValue()).isEqualTo("!name");
        assertThat(listed.get("state").textValue()).isEqualTo("active");
        assertThat(SERVER.delete("/qrs/notification?handle=" + handle).status()).isEqualTo(204);
        assertThat(SERVER.delete("/qrs/notification?Handle=" + handle).status()).isEqualTo(404);
        assertThat(list()).isEmpty();
    }

    @Test
    void urlWithoutQuotes_isTheSame() {
        String handle = subscribed("name=Task");
        assertThat(SERVER.post("/qrs/notification?name=Task", "https://receiver.example/changes")
                        .entity(201)
                        .get("value")
                        .textValue())
                .isEqualTo(handle);
    }

    @Test
    void otherCaller_seesAndDeletesOnlyItsOwn() {
        String handle = subscribed("name=ExecutionResult");
        assertThat(SERVER.getAs(GUEST, "/qrs/notification").entity(200)).isEmpty();
        assertThat(asGuest("DELETE", "handle=" + handle, "").status()).isEqualTo(404);
        String own = asGuest("POST", "name=ExecutionResult", URL)
                .entity(201)
                .get("value")
                .textValue();
        assertThat(own).isNotEqualTo(handle);
        assertThat(list()).hasSize(2);
        assertThat(list().findValuesAsText("callback")).contains("https://receiver.example");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    name=App                                     | the parameter 'name' must be a type
                    x=y                                          | the parameter 'name' must be a type
                    name=ExecutionResult&id=7                    | the parameter 'id' must be a GUID
                    name=ExecutionResult&changetype=4            | the parameter 'changetype' must be 0
                    name=ExecutionResult&changetype=1&changetype=2 | the parameter 'changetype' must occur once
                    name=ExecutionResult&propertyName=nosuch     | propertyName:
                    name=ExecutionResult&propertyName=details.id | propertyName:
                    name=ExecutionResult&propertyName=!          | propertyName must have the name
                    name=ExecutionResult&filter=status           | Cannot parse the expression
                    """)
    void badParameter_isRejected(String query, String message) {
        assertThat(SERVER.post("/qrs/notification?" + query, URL).isProblem(400).detail())
                .contains(message);
    }

    @Test
    void badUrl_isRejected() {
        assertThat(SERVER.post("/qrs/notification?name=Task", "\"ftp://host/\"")
                        .isProblem(400)
                        .detail())
                .contains("the callback URL must begin with https://");
        assertThat(SERVER.post("/qrs/notification?name=Task", "{\"url\": 1}")
                        .isProblem(400)
                        .detail())
                .contains("the body must be the callback URL");
        assertThat(SERVER.delete("/qrs/notification?handle=7").isProblem(400).detail())
                .contains("'handle' is required");
    }

    @Test
    void limitOfACaller_is429() {
        for (int i = 0; i < 10; i++) {
            SERVER.post("/qrs/notification?name=Task", "\"https://receiver.example/" + i + "\"")
                    .entity(201);
        }
        assertThat(SERVER.post("/qrs/notification?name=Task", URL)
                        .isProblem(429)
                        .detail())
                .contains("the caller has 10 subscriptions");
    }

    @Test
    void filtersOfACaller_areLimitedTogether() {
        String query = "name=ExecutionSession&filter=user%20eq%20'" + "a".repeat(55_000) + "'";
        asGuest("POST", query, URL).entity(201);
        assertThat(asGuest("POST", query + "&changetype=1", URL).isProblem(429).detail())
                .contains("more than 60000 characters");
        asGuest("POST", query, URL).entity(201);
        asGuest("POST", "name=ExecutionResult", URL).entity(201);
        assertThat(list()).hasSize(2);
    }
}
