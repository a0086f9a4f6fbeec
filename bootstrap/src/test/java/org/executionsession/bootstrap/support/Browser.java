package org.executionsession.bootstrap.support;

import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.openqa.selenium.By;
import org.openqa.selenium.Capabilities;
import org.openqa.selenium.ImmutableCapabilities;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.remote.CommandInfo;
import org.openqa.selenium.remote.HttpCommandExecutor;
import org.openqa.selenium.remote.RemoteWebDriver;
import org.openqa.selenium.remote.http.ClientConfig;
import org.openqa.selenium.remote.http.HttpClient;
import org.openqa.selenium.remote.http.HttpMethod;

/** A Chromium that a test controls. */
public final class Browser extends RemoteWebDriver {

    private static final String DEVTOOLS = "executeDevToolsCommand";

    private static final Map<String, CommandInfo> ADDITIONAL =
            Map.of(DEVTOOLS, new CommandInfo("/session/:sessionId/goog/cdp/execute", HttpMethod.POST));

    /** For a command, and for a condition. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    Browser(URL driver, Path program, Path profile) {
        super(new HttpCommandExecutor(client(driver), ADDITIONAL, driver), capabilities(program, profile));
    }

    private static HttpClient client(URL driver) {
        return HttpClient.Factory.createDefault()
                .createClient(ClientConfig.defaultConfig().baseUrl(driver).readTimeout(PATIENCE));
    }

    private static Capabilities capabilities(Path program, Path profile) {
        List<String> arguments = List.of(
                "--headless=new",
                // It does not start as root with it, and shows only pages of the tests.
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--window-size=1280,800",
                "--user-data-dir=" + profile,
                // No other host has an address, whoever asks.
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
                "--no-proxy-server",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-breakpad",
                "--disable-component-update",
                "--disable-default-apps",
                "--disable-domain-reliability",
                "--disable-sync",
                "--metrics-recording-only");
        return new ImmutableCapabilities(Map.of(
                "browserName",
                "chrome",
                "goog:chromeOptions",
                Map.of("binary", program.toString(), "args", arguments),
                "goog:loggingPrefs",
                Map.of("browser", "ALL")));
    }

    /** The text of the first element that matches a selector of CSS. */
    public String text(String selector) {
        return element(selector).getText();
    }

    /** The first element that matches a selector of CSS. */
    public WebElement element(String selector) {
        return findElement(By.cssSelector(selector));
    }

    /** Waits up to a minute until the first element that matches a selector has a text. */
    public void awaitText(String selector, String text) {
        await(
                () -> text(selector).equals(text),
                () -> "%s is '%s', not '%s'".formatted(selector, text(selector), text));
    }

    /**
     * Waits up to a minute for a condition, which asks the browser.
     *
     * @param failure describes what is there instead
     */
    public void await(BooleanSupplier condition, Supplier<String> failure) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(failure.get() + "; console: " + console());
            }
        }
    }

    /** What the page and the browser have written to the console since the last call. */
    public List<String> console() {
        return manage().logs().get("browser").getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    /** The URLs that the page has requested, in the order of their starts. */
    @SuppressWarnings("unchecked")
    public List<String> requests() {
        return (List<String>)
                executeScript("return performance.getEntriesByType('resource').map(request => request.name)");
    }

    /** Executes a command of the Chrome DevTools Protocol, such as {@code Emulation.setEmulatedMedia}. */
    public void devTools(String command, Map<String, ?> parameters) {
        execute(DEVTOOLS, Map.of("cmd", command, "params", parameters));
    }
}
