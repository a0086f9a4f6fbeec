package org.executionsession.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.Locale;
import java.util.stream.Stream;
import org.executionsession.http.support.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ids and dates in the forms in which public clients write them, everywhere where one is read. */
class ClientFormsHttpTest {

    private static final RunningServer SERVER = RunningServer.start();

    private static final String ID = "f46b6c7f-0b8a-43b9-b35d-6489e6daee91";

    @AfterEach
    void forget() {
        SERVER.useCases().clear();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static Stream<String> formsOfAnId() {
        return Stream.of(ID, "{" + ID + "}", ID.replace("-", ""))
                .flatMap(form -> Stream.of(form, form.toUpperCase(Locale.ROOT)));
    }

    @ParameterizedTest
    @MethodSource("formsOfAnId")
    void anId_isReadInBodiesPathsFiltersAndSelections(String id) {
        assertThat(SERVER.create("{\"id\":\"" + id + "\",\"reloadTask\":{\"id\":\"" + id + "\"}}")
                        .entity(201)
                        .at("/reloadTask/id")
                        .textValue())
                .isEqualTo(ID);
        assertThat(SERVER.get("/executionsession/" + encoded(id))
                        .entity(200)
                        .get("id")
                        .textValue())
                .isEqualTo(ID);
        for (String path : new String[] {"id", "reloadTask.id"}) {
            for (String value : new String[] {id, "'" + id + "'"}) {
                String filter = "?filter=" + encoded(path + " eq " + value);
                assertThat(SERVER.get("/executionsession/count" + filter).text())
                        .isEqualTo("{\"value\":1}");
                assertThat(SERVER.post(
                                        "/executionsession/table" + filter,
                                        "{\"id\":\"" + id + "\",\"columns\":[{\"name\":\"id\",\"definition\":\"id\"}]}")
                                .entity(201)
                                .at("/rows/0/0")
                                .textValue())
                        .isEqualTo(ID);
            }
        }
        assertThat(SERVER.post(
                                "/selection",
                                "{\"items\":[{\"type\":\"ExecutionSession\",\"objectID\":\"" + id + "\"}]}")
                        .entity(201)
                        .at("/items/0/objectID")
                        .textValue())
                .isEqualTo(ID);
        assertThat(SERVER.delete("/executionsession/" + encoded(id)).status()).isEqualTo(204);
    }

    @Test
    void anIdInUnencodedBraces_isReadInAPath() {
        SERVER.create("{\"id\":\"" + ID + "\"}").entity(201);
        assertThat(SERVER.raw("GET /executionsession/{" + ID
                                + "} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                        .entity(200)
                        .get("id")
                        .textValue())
                .isEqualTo(ID);
    }

    @Test
    void aDateWithoutATime_isMidnightInUtc() {
        assertThat(SERVER.create("{\"abortAt\":\"2024-01-01\"}")
                        .entity(201)
                        .get("abortAt")
                        .textValue())
                .isEqualTo("2024-01-01T00:00:00.000Z");
        for (String holds : new String[] {
            "abortAt eq '2024-01-01'", "abortAt ge 2024-01-01", "abortAt lt '2024-01-02'", "abortAt gt '2023-12-31'"
        }) {
            assertThat(SERVER.get("/executionsession/count?filter=" + encoded(holds))
                            .text())
                    .as(holds)
                    .isEqualTo("{\"value\":1}");
        }
        assertThat(SERVER.get("/executionsession/count?filter=" + encoded("abortAt gt '2024-01-01'"))
                        .text())
                .isEqualTo("{\"value\":0}");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
