package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.executionsession.bootstrap.support.Accessibility;
import org.executionsession.bootstrap.support.Browser;
import org.executionsession.bootstrap.support.Chromium;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.PageProxy;
import org.executionsession.bootstrap.support.RunnableJar;
import org.executionsession.bootstrap.support.TaskClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What people see and do on the page of the server, in a browser. Each test has tasks of its own. */
class PageBrowserIT {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String READER = "UserDirectory=ACME; UserId=reader";
    private static final String SESSIONS = "POST /qrs/executionsession/table";
    private static final String OPERATOR = "UserDirectory=ACME; UserId=operator";

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @TempDir
    static Path folder;

    private static RunnableJar server;
    private static HttpCaller caller;

    private PageProxy page;
    private Browser browser;

    @BeforeAll
    static void serve() throws IOException {
        server = RunnableJar.serve(
                folder, "--task-simulation=1h", "--readers=ACME\\reader", "--task-operators=ACME\\operator");
        caller = new HttpCaller(server.url());
    }

    @BeforeEach
    void start() throws IOException {
        page = PageProxy.start(server);
        browser = chromium.open();
        browser.manage().timeouts().scriptTimeout(Duration.ofMinutes(1));
    }

    @AfterEach
    void stop() {
        page.close();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    /** A session that a scheduler records, with a task that the server does not start. */
    private final class RecordedSession {

        private final UUID taskId;
        private final String task;
        private JsonNode stored;

        RecordedSession() throws IOException {
            this(UUID.randomUUID(), "Recorded " + UUID.randomUUID());
        }

        /** Creates a session of the same task, since the page shows only so many tasks at first. */
        RecordedSession(RecordedSession other) throws IOException {
            this(other.taskId, other.task);
        }

        private RecordedSession(UUID taskId, String task) throws IOException {
            this.taskId = taskId;
            this.task = task;
            stored = json(
                    caller.post("/qrs/executionsession", """
                            {"reloadTask": {"id": "%s", "name": "%s"}, "executionResult": {"status": 2,
                             "executingNodeName": "node-7", "startTime": "%s"}}
                            """.formatted(
                                    taskId, task, Instant.now().minusSeconds(90))),
                    201);
            sent("create");
        }

        private String id() {
            return stored.get("id").textValue();
        }

        private String result() {
            return stored.at("/executionResult/id").textValue();
        }

        private void sent(String event) {
            page.send(event, "ExecutionSession", id());
            page.send(event.equals("delete") ? "update" : event, "ExecutionResult", result());
        }

        void update(String properties) throws IOException {
            ObjectNode changed = stored.deepCopy();
            MAPPER.readerForUpdating(changed.get("executionResult")).readValue(properties);
            put(changed);
        }

        void retry() throws IOException {
            ObjectNode changed = stored.deepCopy();
            changed.put("retries", 1);
            changed.putObject("executionResult")
                    .put("id", UUID.randomUUID().toString())
                    .put("status", 2)
                    .put("startTime", Instant.now().toString());
            put(changed);
        }

        private void put(ObjectNode changed) throws IOException {
            stored = json(caller.put("/qrs/executionsession/" + id(), changed.toString()), 200);
            sent("update");
        }

        void end() throws IOException {
            assertThat(caller.delete("/qrs/executionsession/" + id()).statusCode())
                    .isEqualTo(204);
            sent("delete");
        }

        void fail(String message) throws IOException {
            update("""
                    {"status": 8, "duration": 4000, "stopTime": "%s", "details": [
                     {"detailsType": 2, "message": "began", "detailCreatedDate": "2026-01-01T00:00:01Z"},
                     {"detailsType": 0, "message": "%s", "detailCreatedDate": "2026-01-01T00:00:02Z"}]}
                    """.formatted(Instant.now(), message));
        }
    }

    private static JsonNode json(HttpResponse<String> response, int status) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return MAPPER.readTree(response.body());
    }

    private void open(String rest) {
        browser.get(page.url() + rest);
        browser.await(
                () -> browser.findElements(By.cssSelector("html[data-loaded]")).size() == 1, () -> "it is not loaded");
    }

    private String path(String list, String text) {
        return "//ul[contains(@class, '" + list + "')]/li[contains(., \"" + text + "\")]";
    }

    /** The text of the row that contains a text; empty if there is none. */
    private String row(String list, String text) {
        // In the browser, since a row can be replaced between two commands.
        return (String) browser.executeScript(
                "return document.evaluate(arguments[0], document, null, 2, null).stringValue", path(list, text));
    }

    private void awaitRow(String list, String text, String... contains) {
        browser.await(
                () -> !row(list, text).isEmpty() && List.of(contains).stream().allMatch(row(list, text)::contains),
                () -> "no row with %s and %s in %s: %s".formatted(text, List.of(contains), list, row(list, text)));
    }

    private void awaitNoRow(String list, String text) {
        browser.await(() -> row(list, text).isEmpty(), () -> "there is " + row(list, text));
    }

    private void click(String xpath) {
        browser.findElement(By.xpath(xpath)).click();
    }

    private void confirm() {
        browser.element("#confirm .danger").click();
    }

    private void awaitLive() {
        browser.awaitText("#live", "Live");
    }

    @Test
    void session_appearsRunsFailsIsRetriedAndEnds() throws IOException {
        open("");
        awaitLive();
        RecordedSession session = new RecordedSession();
        awaitRow("running", session.task, "Running", "node-7", "1 min 3");
        String before = row("running", session.task);
        browser.await(() -> !row("running", session.task).equals(before), () -> "its duration stands still");

        session.fail("no route to host");
        awaitNoRow("running", session.task);
        awaitRow("failures", session.task, "Failed", "no route to host", "no success since");
        awaitRow("tasks", session.task, "Failed", "0 of 1 succeeded");
        assertThat(browser.text("#sum-failed")).contains(session.task).contains("no route to host");

        session.retry();
        awaitRow("running", session.task, "attempt 2");
        session.update("{\"status\": 7, \"duration\": 3000, \"stopTime\": \"" + Instant.now() + "\"}");
        session.end();
        awaitNoRow("running", session.task);
        awaitRow("failures", session.task, "succeeded since");
        awaitRow("tasks", session.task, "Succeeded", "1 of 2 succeeded");
        assertThat(browser.console()).isEmpty();
    }

    /** The list of failures has 20 rows. */
    @Test
    void summary_countsFailuresThatAreNotInTheList() throws IOException {
        RecordedSession failed = new RecordedSession();
        failed.fail("no space left");
        failed.end();
        RecordedSession stopped = new RecordedSession();
        stopped.end();
        for (int i = 0; i < 20; i++) {
            RecordedSession aborted = new RecordedSession(stopped);
            aborted.update("{\"status\": 6, \"stopTime\": \"" + Instant.now() + "\"}");
            aborted.end();
        }
        open("");
        browser.await(
                () -> browser.text("#sum-failed").contains(failed.task + ", ")
                        && browser.text("#sum-failed").contains("no space left"),
                () -> browser.text("#sum-failed"));
        failAgain(failed, 20 - Integer.parseInt(browser.text("#sum-failed .number")));
        browser.get("about:blank");
        open("");
        browser.await(() -> browser.text("#sum-failed .number").equals("20"), () -> browser.text("#sum-failed"));
        failAgain(failed, 20);
        browser.get("about:blank");
        open("");
        browser.await(() -> browser.text("#sum-failed .number").endsWith("+"), () -> browser.text("#sum-failed"));
    }

    private void failAgain(RecordedSession failed, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            RecordedSession again = new RecordedSession(failed);
            again.fail("no space left");
            again.end();
        }
    }

    @Test
    void eventsOfTheServer_keepThePageLive() throws IOException {
        browser.get(server.url().toString());
        awaitLive();
        RecordedSession session = new RecordedSession();
        awaitRow("running", session.task, "Running");
        session.fail("no route to host");
        awaitRow("failures", session.task, "no route to host");
        awaitNoRow("running", session.task);
        session.retry();
        awaitRow("running", session.task, "attempt 2");
        session.end();
        awaitNoRow("running", session.task);
        awaitRow("tasks", session.task, "0 of 1 succeeded");
    }

    @Test
    void execution_showsItsErrorFirstAndItsMessagesInTime() throws IOException {
        RecordedSession session = new RecordedSession();
        session.fail("no space left");
        session.retry();
        open("");
        awaitRow("failures", session.task, "no space left");
        click(path("failures", session.task) + "//button");

        browser.awaitText("#execution-title", session.task + ", attempt 1 of 2");
        assertThat(browser.text("#execution .failure")).isEqualTo("no space left");
        assertThat(browser.text("#execution dl")).contains("Failed", "node-7", "4.0 s");
        assertThat(browser.findElements(By.cssSelector("#execution .messages .text")))
                .extracting(WebElement::getText)
                .containsExactly("began", "no space left");
        assertThat(browser.getCurrentUrl()).contains("#result=");
        click("//dialog[@id='execution']//summary");
        assertThat(browser.text("#execution .raw pre")).contains("\"executionResult\"", "\"no space left\"");
        click("//ol[@class='attempts']/li[2]/button");
        browser.awaitText("#execution-title", session.task + ", attempt 2 of 2");

        String address = browser.getCurrentUrl();
        browser.element("#execution .close").click();
        browser.await(() -> !browser.getCurrentUrl().contains("#result="), () -> "the address is that of the dialog");
        browser.get("about:blank");
        browser.get(address);
        browser.awaitText("#execution-title", session.task + ", attempt 2 of 2");
        session.update("{\"status\": 8, \"details\": [{\"detailsType\": 0, \"message\": \"again\"}]}");
        browser.await(
                () -> !browser.findElements(By.cssSelector("#execution .failure"))
                        .isEmpty(),
                () -> "the open execution does not change");
    }

    @Test
    void filter_narrowsAListAndStaysInTheUrl() throws IOException {
        RecordedSession one = new RecordedSession();
        RecordedSession other = new RecordedSession();
        open("");
        awaitRow("tasks", other.task);
        String filter = "name eq '" + one.task + "'";
        browser.element("form[data-filter=tasks] input").sendKeys(filter);
        browser.await(
                () -> filter.equals(
                        browser.element("form[data-filter=tasks] input").getDomProperty("value")),
                () -> "not typed: "
                        + browser.element("form[data-filter=tasks] input").getDomProperty("value"));
        browser.element("form[data-filter=tasks] input").sendKeys(Keys.ENTER);
        awaitNoRow("tasks", other.task);
        awaitRow("tasks", one.task);
        assertThat(URI.create(browser.getCurrentUrl()).getQuery())
                .isEqualTo("tasks=name+eq+'" + one.task.replace(' ', '+') + "'");

        browser.navigate().refresh();
        awaitRow("tasks", one.task);
        awaitNoRow("tasks", other.task);
        browser.navigate().back();
        awaitRow("tasks", other.task);
        one.end();
        other.end();
    }

    @Test
    void filterOfSessions_appliesToEventsToo() throws IOException {
        RecordedSession one = new RecordedSession();
        open("?sessions=reloadTask.name%20eq%20'" + one.task.replace(" ", "%20") + "'");
        awaitLive();
        awaitRow("running", one.task);
        RecordedSession other = new RecordedSession();
        awaitRow("tasks", other.task, "Running");
        assertThat(row("running", other.task)).isEmpty();
        one.end();
        awaitNoRow("running", one.task);
        other.end();
    }

    @Test
    void invalidFilter_isMarkedAtItsPosition() {
        open("?tasks=name%20like%20'x'&results=foo%20eq%201");
        String error = "form[data-filter=tasks] .error";
        browser.await(() -> browser.text(error).contains("At character 6: "), () -> browser.text(error));
        assertThat(browser.text(error + " mark")).isEqualTo("l");
        assertThat(browser.text("form[data-filter=results] .error")).contains("At character 1: ");
        assertThat(browser.element("form[data-filter=tasks] input").getAttribute("aria-invalid"))
                .isNotNull();
        browser.element("form[data-filter=tasks] input").clear();
        browser.element("form[data-filter=tasks] input").sendKeys("name so 'e'", Keys.ENTER);
        browser.await(() -> !browser.element(error).isDisplayed(), () -> browser.text(error));
    }

    @Test
    void operator_startsAndStopsATaskAfterAConfirmation() throws IOException {
        page.setUser(OPERATOR);
        String name = "Task " + UUID.randomUUID();
        String task = json(caller.post("/qrs/externalprogramtask", "{\"name\": \"" + name + "\"}"), 201)
                .get("id")
                .textValue();
        open("");
        awaitRow("tasks", name, "never run", "Start");
        click(path("tasks", name) + "//button[text()='Start']");
        browser.awaitText("#confirm-title", "Start " + name + "?");
        browser.element("#confirm button[value=no]").click();
        click(path("tasks", name) + "//button[text()='Start']");
        confirm();
        browser.awaitText("#problem", name + " was started.");
        String session = json(caller.get("/qrs/executionsession?filter=externalProgramTask.id%20eq%20" + task), 200)
                .at("/0/id")
                .textValue();
        assertThat(new TaskClient(server).statuses(session)).hasSize(1);
        page.send("create", "ExecutionSession", session);
        awaitRow("running", name, "Stop");

        click(path("running", name) + "//button[text()='Stop']");
        browser.awaitText("#confirm-title", "Stop " + name + "?");
        confirm();
        browser.awaitText("#problem", "A stop of " + name + " was requested.");
        new TaskClient(server).awaitEnd(session);
        page.send("delete", "ExecutionSession", session);
        awaitNoRow("running", name);
        awaitRow("tasks", name, "Aborted");
    }

    @Test
    void reader_seesEverythingAndCanChangeNothing() throws IOException {
        String name = "Task " + UUID.randomUUID();
        json(caller.post("/qrs/reloadtask", "{\"name\": \"" + name + "\"}"), 201);
        RecordedSession session = new RecordedSession();
        open("");
        awaitRow("tasks", name, "Start");
        awaitRow("running", session.task, "Abort");
        page.setUser(READER);
        open("");
        awaitRow("tasks", name);
        awaitRow("running", session.task);
        assertThat(browser.findElements(By.cssSelector(".rows .actions button")))
                .isEmpty();
        click(path("running", session.task) + "//button");
        browser.awaitText("#execution-title", session.task);
        browser.await(() -> browser.text("#execution dl").contains("node-7"), () -> browser.text("#execution"));
        assertThat(browser.findElements(By.cssSelector("#execution .actions button")))
                .isEmpty();
        session.end();
    }

    @Test
    void recordedExecution_isAbortedAndDeleted() throws IOException {
        RecordedSession session = new RecordedSession();
        open("");
        awaitLive();
        awaitRow("running", session.task, "Abort");
        click(path("running", session.task) + "//button[text()='Abort']");
        confirm();
        browser.awaitText("#problem", session.task + " was recorded as aborted.");
        session.sent("update");
        awaitNoRow("running", session.task);
        awaitRow("failures", session.task, "Aborted", "Aborted on the page of the server");

        click(path("failures", session.task) + "//button");
        browser.awaitText("#execution-title", session.task);
        for (String deleted : List.of("session", "result")) {
            browser.await(
                    () -> browser.findElements(By.xpath("//dialog[@id='execution']//button[@aria-label='Delete the "
                                            + deleted + " of " + session.task + "']"))
                                    .size()
                            == 1,
                    () -> browser.text("#execution"));
            click("//dialog[@id='execution']//button[text()='Delete']");
            confirm();
            browser.awaitText("#problem", "The " + deleted + " was deleted.");
            session.sent("delete");
        }
        browser.awaitText("#execution-title", "This result was deleted");
        awaitNoRow("failures", session.task);
    }

    @Test
    void pause_closesTheStreamAndResumesWhereItStopped() throws IOException {
        open("");
        awaitLive();
        RecordedSession first = new RecordedSession();
        awaitRow("running", first.task);
        browser.element("#pause").click();
        browser.awaitText("#live", "Paused");
        browser.await(() -> page.openStreams() == 0, () -> "the stream is open");
        int requests = page.requests().size();
        String duration = row("running", first.task);
        RecordedSession second = new RecordedSession();

        browser.element("#pause").click();
        awaitLive();
        assertThat(page.requests()).hasSize(requests);
        assertThat(page.cursors()).endsWith("2");
        assertThat(duration).isNotEmpty();
        second.sent("create");
        awaitRow("running", second.task);
        first.end();
        second.end();
    }

    @Test
    void hiddenTab_closesTheStream() throws IOException {
        open("");
        awaitLive();
        String set = "const hidden = arguments[0];"
                + " Object.defineProperty(document, 'hidden', {configurable: true, get: () => hidden});"
                + " document.dispatchEvent(new Event('visibilitychange'))";
        browser.executeScript(set, true);
        browser.await(() -> page.openStreams() == 0, () -> "the stream is open");
        browser.executeScript(set, false);
        browser.await(() -> page.openStreams() == 1, () -> "the stream is closed");
    }

    @Test
    void cutStream_isOpenedAgainAtItsCursor() throws IOException {
        open("");
        awaitLive();
        RecordedSession session = new RecordedSession();
        awaitRow("running", session.task);
        page.cut();
        browser.await(() -> page.openStreams() == 1, () -> "the stream is closed");
        assertThat(page.cursors()).containsExactly("", "2");
        assertThat(caller.delete("/qrs/executionsession/" + session.id()).statusCode())
                .isEqualTo(204);
        page.reset();
        awaitNoRow("running", session.task);
    }

    @Test
    void changesOfAFailedRead_areReadAgain() throws IOException {
        open("");
        awaitLive();
        RecordedSession session = new RecordedSession();
        awaitRow("running", session.task);
        page.failOnce(SESSIONS);
        session.end();
        // No other event tells of the session.
        awaitNoRow("running", session.task);
        browser.await(() -> !browser.element("#problem").isDisplayed(), () -> browser.text("#problem"));
        assertThat(browser.console()).anyMatch(line -> line.contains("503"));
    }

    @Test
    void partThatCannotBeRead_isReadAgainWithoutAnEvent() throws IOException {
        RecordedSession session = new RecordedSession();
        page.failOnce(SESSIONS);
        open("");
        awaitLive();
        awaitRow("running", session.task);
        browser.await(() -> !browser.element("#problem").isDisplayed(), () -> browser.text("#problem"));
        assertThat(browser.console()).anyMatch(line -> line.contains("503"));
        session.end();
    }

    /** The tasks of executions that the filter of the tasks excludes. */
    @Test
    void otherTasksThatCannotBeRead_areReadAgainWithoutAnEvent() throws IOException {
        RecordedSession session = new RecordedSession();
        page.failOnce("GET /qrs/task/statistics?" + session.taskId);
        open("?tasks=name+eq+'no+such+task'");
        awaitLive();
        awaitRow("running", session.task);
        browser.await(
                () -> browser.console().stream().anyMatch(line -> line.contains("503")), () -> "no request has failed");
        browser.await(() -> !browser.element("#problem").isDisplayed(), () -> browser.text("#problem"));
        session.end();
    }

    @Test
    void responseFromBeforeAnEvent_doesNotReplaceALaterOne() throws IOException {
        Runnable release = page.holdOnce(SESSIONS);
        browser.get(page.url());
        awaitLive();
        browser.await(page::isHolding, () -> "the sessions are not read");
        RecordedSession session = new RecordedSession();
        page.cut();
        browser.await(() -> page.cursors().contains("2"), () -> "the events have not arrived");
        // Begins after the pause with which the page reads events, and is as long.
        browser.executeAsyncScript("setTimeout(arguments[0], 100)");
        assertThat(page.requests()).containsOnlyOnce(SESSIONS);
        release.run();
        awaitRow("running", session.task);
        session.end();
        awaitNoRow("running", session.task);
    }

    @Test
    void page_asksForNothingWhileNothingChanges() throws IOException {
        open("");
        awaitLive();
        RecordedSession session = new RecordedSession();
        awaitRow("running", session.task);
        int requests = page.requests().size();
        for (int i = 0; i < 3; i++) {
            String before = row("running", session.task);
            browser.await(() -> !row("running", session.task).equals(before), () -> "its duration stands still");
        }
        assertThat(page.requests().subList(requests, page.requests().size()))
                .as("what the last event has caused may come late, but not what a clock causes")
                .doesNotHaveDuplicates();
        session.end();
    }

    @Test
    void keyboard_reachesEverything() throws IOException {
        RecordedSession session = new RecordedSession();
        open("?sessions=reloadTask.name%20eq%20'" + session.task.replace(" ", "%20") + "'");
        awaitRow("running", session.task);
        press(Keys.TAB);
        assertThat(browser.switchTo().activeElement().getText()).isEqualTo("Skip to what runs now");
        press(Keys.ENTER);
        press(Keys.TAB);
        press(Keys.TAB);
        assertThat(browser.switchTo().activeElement().getText()).isEqualTo(session.task);
        press(Keys.ENTER);
        browser.awaitText("#execution-title", session.task);
        press(Keys.ESCAPE);
        browser.await(
                () -> browser.switchTo().activeElement().getText().equals(session.task),
                () -> "the focus is elsewhere");
        session.end();
    }

    private void press(CharSequence key) {
        browser.switchTo().activeElement().sendKeys(key);
    }

    @Test
    void page_isAccessibleInEachState() throws IOException {
        RecordedSession session = new RecordedSession();
        session.fail("no route to host");
        RecordedSession running = new RecordedSession();
        json(caller.post("/qrs/reloadtask", "{\"name\": \"Task " + UUID.randomUUID() + "\"}"), 201);
        for (String scheme : List.of("light", "dark")) {
            browser.devTools(
                    "Emulation.setEmulatedMedia",
                    Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
            for (int width : List.of(1280, 390)) {
                browser.devTools(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", width, "height", 800, "deviceScaleFactor", 1, "mobile", width < 500));
                open("?tasks=name%20like%20'x'");
                awaitRow("failures", session.task);
                Accessibility.check(browser);
                open("");
                awaitRow("tasks", session.task);
                Accessibility.check(browser);
                assertThat((Boolean) browser.executeScript(
                                "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                        .as("nothing is wider than " + width + " pixels")
                        .isTrue();
                click(path("failures", session.task) + "//button");
                browser.awaitText("#execution-title", session.task);
                browser.await(
                        () -> browser.findElements(By.cssSelector("#execution .failure"))
                                        .size()
                                == 1,
                        () -> browser.text("#execution"));
                Accessibility.check(browser);
                click("//dialog[@id='execution']//button[text()='Delete']");
                browser.await(() -> browser.element("#confirm").isDisplayed(), () -> "no question");
                Accessibility.check(browser);
                browser.element("#confirm button[value=no]").click();
                browser.element("#execution .close").click();
            }
        }
        running.end();
    }
}
