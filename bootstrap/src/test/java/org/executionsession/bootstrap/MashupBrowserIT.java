package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.executionsession.bootstrap.support.Browser;
import org.executionsession.bootstrap.support.Chromium;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.PageHost;
import org.executionsession.bootstrap.support.RunnableJar;
import org.executionsession.bootstrap.support.TaskClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Case A6 in a browser: a page of ours with a button that starts a task and a light that shows its status. It sends the
 * requests that the widgets ReloadTaskButton and ReloadTaskStatus send, from another site than that of the server.
 */
class MashupBrowserIT {

    private static final String APP_ID = "a9900000-0000-4000-8000-000000000001";
    private static final String APP = "\"app\":{\"id\":\"" + APP_ID + "\",\"name\":\"Sales\"}";
    private static final String KEY_ALONE = "?xrfkey=K2p9QmWx7LrT4vBn";

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @TempDir
    Path folder;

    private PageHost pages;

    @BeforeEach
    void start() throws IOException {
        pages = PageHost.start(MashupBrowserIT.class, "mashup");
    }

    @AfterEach
    void stop() {
        pages.close();
    }

    private RunnableJar serve(String origin, String simulation) throws IOException {
        return RunnableJar.serve(folder, "--cors-origins", origin, simulation);
    }

    private Browser open(RunnableJar server, String task) throws IOException {
        Browser browser = chromium.open();
        browser.get(pages.origin() + "/mashup.html?server=http://127.0.0.1:"
                + server.url().getPort() + "&" + task);
        return browser;
    }

    @Test
    void widgets_startTheTaskAndShowItsStatus() throws IOException {
        try (RunnableJar server = serve(pages.origin(), "--task-simulation=2s")) {
            String task = new TaskClient(server).create(APP);
            Browser browser = open(server, "task=" + task);
            browser.awaitText("#last", "0 without a stop time");

            browser.element("#start").click();
            browser.awaitText("#started", "started");
            browser.awaitText("#light", "red");
            String session = new HttpCaller(server.url())
                    .get("/qrs/executionsession")
                    .body()
                    .replaceAll("^\\[\\{\"id\":\"([0-9a-f-]{36})\".*", "$1");
            browser.awaitText("#started", "finished");
            browser.awaitText("#light", "green");
            browser.awaitText("#last", "7 with a stop time");
            assertThat(browser.console()).isEmpty();
            // As TaskClientsReplayIT sends them.
            assertThat(browser.requests())
                    .filteredOn(url -> url.contains("/qrs/"))
                    .extracting(url -> url.substring(url.indexOf("/qrs/")))
                    .containsOnly(
                            "/qrs/reloadtask/" + task + KEY_ALONE,
                            "/qrs/executionsession" + KEY_ALONE,
                            "/qrs/task/" + task + "/start/synchronous" + KEY_ALONE,
                            "/qrs/executionresult?filter=ExecutionId%20eq%20" + session + "&xrfkey=K2p9QmWx7LrT4vBn");
        }
    }

    @Test
    void aTaskThatRuns_isNotStartedAgain() throws IOException {
        try (RunnableJar server = serve(pages.origin(), "--task-simulation=1h")) {
            TaskClient client = new TaskClient(server);
            String task = client.create(APP);
            client.start(task);
            Browser browser = open(server, "task=" + task);
            browser.awaitText("#light", "red");
            browser.element("#start").click();
            browser.awaitText("#started", "already running");
            client.stop(task);
            browser.awaitText("#light", "green");
            browser.awaitText("#last", "6 with a stop time");
        }
    }

    @Test
    void widgets_findTheTaskOfTheirApp() throws IOException {
        try (RunnableJar server = serve(pages.origin(), "--task-simulation=1s")) {
            new TaskClient(server).create();
            new TaskClient(server).create(APP);
            Browser browser = open(server, "app=" + APP_ID);
            browser.element("#start").click();
            browser.awaitText("#started", "finished");
            browser.awaitText("#last", "7 with a stop time");
        }
    }

    @Test
    void aPageOfAnotherOrigin_startsNoTask() throws IOException {
        try (RunnableJar server = serve("https://hub.example", "--task-simulation=1h")) {
            TaskClient client = new TaskClient(server);
            Browser browser = open(server, "task=" + client.create(APP));
            browser.awaitText("#light", "error");
            browser.element("#start").click();
            browser.awaitText("#started", "error");
            assertThat(browser.console()).anyMatch(message -> message.contains("blocked by CORS policy"));
            assertThat(client.sessions()).isZero();
        }
    }

    @Test
    void theBrowser_reachesNoOtherHost() throws IOException {
        Browser browser = chromium.open();
        browser.get(pages.origin() + "/mashup.html");
        for (String host : List.of("example.com", "192.0.2.1")) {
            Object failure = browser.executeAsyncScript(
                    "const done = arguments[1]; fetch('http://' + arguments[0]).then(() => done('reached'), () => done('not reached'))",
                    host);
            assertThat(failure).isEqualTo("not reached");
        }
        assertThat(browser.console())
                .filteredOn(message -> message.contains("ERR_NAME_NOT_RESOLVED"))
                .hasSize(2);
    }
}
