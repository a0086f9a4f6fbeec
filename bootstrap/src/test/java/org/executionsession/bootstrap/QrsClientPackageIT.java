package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.executionsession.bootstrap.support.RunnableJar;
import org.executionsession.http.support.CertificateAuthority;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** QRS clients that nobody here wrote, as their package registry delivers them, against the real jar. */
class QrsClientPackageIT {

    private static final Path SCRIPTS = Path.of("src", "test", "node");

    @TempDir
    static Path packages;

    @TempDir
    Path folder;

    @BeforeAll
    static void install() throws Exception {
        assumeTrue(run("node", "--version") == 0, "Node.js is not there, so the client packages are not tried");
        for (String file : new String[] {"package.json", "package-lock.json", ".npmrc"}) {
            Files.copy(SCRIPTS.resolve(file), packages.resolve(file));
        }
        assumeTrue(run("npm", "ci") == 0, "the client packages cannot be installed, so they are not tried");
    }

    @Test
    void qlikRepoApi_runsAllItsCallsUnchanged() throws Exception {
        assertRuns("qlik-repo-api.js");
    }

    @Test
    void qlikRestApi_runsAllItsCallsUnchanged() throws Exception {
        assertRuns("qlik-rest-api.js");
    }

    /** The client always comes with a certificate of its own. */
    @Test
    void qrsInteract_runsAllItsCallsUnchangedOverMutualTls() throws Exception {
        CertificateAuthority authority = new CertificateAuthority("authority");
        Path authorityFile = folder.resolve("authority.pem");
        Files.writeString(authorityFile, CertificateAuthority.pem(authority.certificate()));
        Path certificate = folder.resolve("server.pem");
        Path key = folder.resolve("server-key.pem");
        authority.issue("server").save(certificate, key);
        Path keyStore = folder.resolve("client.pfx");
        String passphrase = "for this test alone";
        authority.issue("QlikClient").saveKeyStore(keyStore, passphrase);
        try (RunnableJar server = RunnableJar.serve(
                folder, "--tls-certificate=" + certificate, "--tls-key=" + key, "--tls-client-ca=" + authorityFile)) {
            assertRuns(server, "qrs-interact.js", keyStore.toString(), passphrase);
        }
    }

    private void assertRuns(String script) throws Exception {
        try (RunnableJar server = RunnableJar.serve(folder)) {
            assertRuns(server, script);
        }
    }

    private static void assertRuns(RunnableJar server, String script, String... arguments) throws Exception {
        Files.copy(SCRIPTS.resolve(script), packages.resolve(script));
        String port = String.valueOf(server.url().getPort());
        List<String> command = new ArrayList<>(List.of("node", script, port));
        command.addAll(List.of(arguments));
        int status = run(command.toArray(String[]::new));
        assertThat(status).as(output()).isZero();
    }

    private static String output() throws IOException {
        return Files.readString(packages.resolve("output.txt"));
    }

    private static int run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(packages.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(packages.resolve("output.txt").toFile())
                    .start();
            assertThat(process.waitFor(120, TimeUnit.SECONDS))
                    .as("%s ended", command[0])
                    .isTrue();
            return process.exitValue();
        } catch (IOException notThere) {
            return -1;
        }
    }
}
