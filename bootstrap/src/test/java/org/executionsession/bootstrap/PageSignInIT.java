package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.executionsession.bootstrap.support.Accessibility;
import org.executionsession.bootstrap.support.Browser;
import org.executionsession.bootstrap.support.Chromium;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The page of a server that requires bearer tokens, and that is below a base path. */
class PageSignInIT {

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @TempDir
    Path folder;

    private static String token(KeyPair keys) throws GeneralSecurityException {
        String claims = "{\"userDirectory\":\"ACME\",\"userId\":\"jo\",\"exp\":"
                + Instant.now().plusSeconds(3600).getEpochSecond() + "}";
        String content = encoded("{\"alg\":\"ES256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + encoded(claims.getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(keys.getPrivate());
        signature.update(content.getBytes(StandardCharsets.UTF_8));
        return content + "." + encoded(signature.sign());
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Test
    void page_asksForATokenAndKeepsItInTheTab() throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair keys = generator.generateKeyPair();
        Files.writeString(
                folder.resolve("issuer.pem"),
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(keys.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
        String token = token(keys);
        try (RunnableJar server = RunnableJar.serve(folder, "--jwt-public-key=issuer.pem", "--base-path=/ops")) {
            new HttpCaller(server.url())
                    .post("/ops/qrs/reloadtask", "{\"name\": \"Nightly\"}", "Authorization", "Bearer " + token);
            Browser browser = chromium.open();
            browser.manage().timeouts().scriptTimeout(Duration.ofMinutes(1));
            browser.get(server.url().resolve("/ops").toString());
            browser.await(() -> browser.element("#sign-in").isDisplayed(), () -> "nobody asks for a token");
            assertThat(browser.text("#sign-in .reason"))
                    .isEqualTo("This server needs a token: the request must have a bearer token.");
            Accessibility.check(browser);

            browser.element("#token").sendKeys("none.of.this", Keys.ENTER);
            browser.awaitText("#sign-in .reason", "The server does not accept the token. It may have expired.");
            browser.element("#token").sendKeys(token, Keys.ENTER);
            browser.await(() -> browser.text("#tasks").contains("Nightly"), () -> browser.text("#tasks"));
            browser.awaitText("#live", "Live");
            browser.navigate().refresh();
            browser.await(() -> browser.text("#tasks").contains("Nightly"), () -> browser.text("#tasks"));
            assertThat(browser.executeScript("return localStorage.length + document.cookie.length"))
                    .isEqualTo(0L);

            browser.element("#sign-out").click();
            browser.await(() -> browser.element("#sign-in").isDisplayed(), () -> "nobody asks for a token");
            assertThat(browser.text("#tasks")).doesNotContain("Nightly");
        }
    }
}
