package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;
import org.executionsession.http.support.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The apps that tasks and sessions name, as clients of QRS read them. */
class AppHttpTest {

    private static final RunningServer SERVER = RunningServer.start();

    private static final String SALES = "9e8d7c6b-5a49-4382-9716-05f4e3d2c1b0";
    private static final String NONE = "00000000-0000-0000-0000-000000000000";

    @BeforeEach
    void forget() {
        SERVER.useCases().clear();
        SERVER.post(
                        "/qrs/reloadtask",
                        "{\"name\": \"Nightly\", \"app\": {\"id\": \"" + SALES
                                + "\", \"name\": \"Sales\", \"published\": true,"
                                + " \"stream\": {\"name\": \"Everyone\"}}}")
                .entity(201);
        SERVER.post("/qrs/executionsession", "{\"app\": {\"id\": \"" + UUID.randomUUID() + "\", \"name\": \"Budget\"}}")
                .entity(201);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static JsonNode get(String path) {
        return SERVER.get("/qrs" + path).entity(200);
    }

    @Test
    void lists_haveTheCondensedOrTheFullApps() {
        JsonNode condensed = get("/app?orderby=name");
        assertThat(condensed).extracting(app -> app.get("name").textValue()).containsExactly("Budget", "Sales");
        assertThat(condensed.get(1).fieldNames())
                .toIterable()
                .containsExactly(
                        "id",
                        "name",
                        "appId",
                        "publishTime",
                        "published",
                        "stream",
                        "savedInProductVersion",
                        "migrationHash",
                        "availabilityStatus",
                        "privileges");
        JsonNode full = get("/app/full?orderby=name%20desc").get(0);
        assertThat(full.get("id").textValue()).isEqualTo(SALES);
        assertThat(full.get("published").booleanValue()).isTrue();
        assertThat(full.at("/stream/name").textValue()).isEqualTo("Everyone");
        assertThat(full.get("schemaPath").textValue()).isEqualTo("App");
        assertThat(full.get("createdDate").textValue()).isEqualTo("2026-11-24T10:20:30.456Z");
        assertThat(full.get("lastReloadTime").textValue()).isEqualTo("1753-01-01T00:00:00.000Z");
        assertThat(full.at("/owner/id").textValue()).isEqualTo(NONE);
        assertThat(full.at("/owner/name").textValue()).isEmpty();
        assertThat(full.get("tags")).isEmpty();
        assertThat(full.get("customProperties")).isEmpty();
        assertThat(full.get("privileges").isNull()).isTrue();
        assertThat(get("/app/full?privileges=true&filter=name%20eq%20'sales'")
                        .get(0)
                        .get("privileges"))
                .extracting(JsonNode::textValue)
                .containsExactly("read");
        assertThat(get("/app/" + SALES)).isEqualTo(full);
    }

    @Test
    void filters_areThoseOfClients() {
        assertThat(get("/app/full?filter=id%20eq%20" + SALES).findValuesAsText("appId"))
                .hasSize(1);
        assertThat(get("/app/count?filter=stream.name%20eq%20'Everyone'%20and%20published%20eq%20true")
                        .get("value")
                        .intValue())
                .isOne();
        assertThat(get("/app/count").get("value").intValue()).isEqualTo(2);
        assertThat(get("/app?filter=id%20eq%20" + NONE)).isEmpty();
        assertThat(SERVER.get("/qrs/app?filter=nane%20eq%20'x'").isProblem(400).detail())
                .contains("there is no property 'nane' of App that can be queried; did you mean 'name'?");
        SERVER.get("/qrs/app?orderby=x").isProblem(400);
    }

    @Test
    void anAppThatNobodyNames_isNotFound() {
        String unknown = UUID.randomUUID().toString();
        assertThat(SERVER.get("/qrs/app/" + unknown).isProblem(404).detail())
                .isEqualTo("no task and no session names an app with the id " + unknown);
        SERVER.get("/qrs/app/none").isProblem(404);
        SERVER.post("/qrs/app", "{}").isProblem(405);
    }

    @Test
    void callersWithoutPrivileges_seeNoApps() {
        String nobody = "UserDirectory=ACME; UserId=nobody";
        assertThat(SERVER.getAs(nobody, "/qrs/app").entity(200)).isEmpty();
        assertThat(SERVER.getAs(nobody, "/qrs/app/count")
                        .entity(200)
                        .get("value")
                        .intValue())
                .isZero();
        SERVER.getAs(nobody, "/qrs/app/" + SALES).isProblem(403);
        assertThat(SERVER.getAs("UserDirectory=ACME; UserId=guest", "/qrs/app/full")
                        .entity(200))
                .hasSize(2);
    }
}
