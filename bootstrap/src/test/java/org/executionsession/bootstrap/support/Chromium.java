package org.executionsession.bootstrap.support;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The Chromium of this machine, without a window, for the tests of a class. Where Chromium or its driver is missing, the
 * tests are skipped. Nothing is downloaded, and the browser reaches loopback only. Each browser has a new profile.
 */
public final class Chromium implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private final List<Browser> browsers = new ArrayList<>();
    private Path program;
    private ChromeDriverProcess driver;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Optional<Path> chromium = find("chromium", "chromium-browser", "google-chrome");
        Optional<Path> chromeDriver = find("chromedriver");
        assumeTrue(
                chromium.isPresent() && chromeDriver.isPresent(),
                "skipped: Chromium or its driver is not installed (on Debian: apt install chromium chromium-driver)");
        program = chromium.orElseThrow();
        driver = ChromeDriverProcess.start(chromeDriver.orElseThrow());
    }

    private static Optional<Path> find(String... names) {
        String folders = System.getenv().getOrDefault("PATH", "");
        return Stream.of(names)
                .flatMap(name -> Stream.of(folders.split(File.pathSeparator))
                        .filter(folder -> !folder.isEmpty())
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Opens a browser that has never been used, until the end of the test. */
    public Browser open() throws IOException {
        Browser browser = new Browser(driver.url(), program, driver.newProfile());
        browsers.add(browser);
        return browser;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        browsers.forEach(Browser::quit);
        browsers.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (driver != null) {
            driver.close();
        }
    }
}
