package org.executionsession.bootstrap;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.executionsession.bootstrap.support.ClientProgram;
import org.executionsession.bootstrap.support.RunnableJar;
import org.executionsession.http.support.CertificateAuthority;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** QRS clients that nobody here wrote, as their package registry delivers them, against the real jar. */
class QrsClientPackageIT {

    private static final Path SCRIPTS = Path.of("src", "test", "node");
    private static final String NODE = "node";

    private static ClientProgram programs;

    @TempDir
    static Path packages;

    @TempDir
    Path folder;

    @BeforeAll
    static void install() throws Exception {
        programs = new ClientProgram(packages);
        assumeTrue(programs.run(NODE, "--version") == 0, "Node.js is not there, so the client packages are not tried");
        for (String file : new String[] {"package.json", "package-lock.json", ".npmrc"}) {
            Files.copy(SCRIPTS.resolve(file), packages.resolve(file));
        }
        assumeTrue(programs.run("npm", "ci") == 0, "the client packages cannot be installed, so they are not tried");
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
        ClientCertificates certificates = new ClientCertificates(folder);
        try (RunnableJar server = RunnableJar.serve(folder, certificates.options())) {
            programs.assertRuns(
                    NODE,
                    SCRIPTS.resolve("qrs-interact.js"),
                    port(server),
                    certificates.keyStore,
                    ClientCertificates.PASSPHRASE);
        }
    }

    /** A server that executes tasks for a second, and one on which no task ends by itself. */
    @Test
    void qlikRepoApi_startsWatchesAndStopsTasks() throws Exception {
        try (RunnableJar server = RunnableJar.serve(subfolder("server"), "--task-simulation=1s");
                RunnableJar endless = RunnableJar.serve(subfolder("endless"), "--task-simulation=1h")) {
            programs.assertRuns(NODE, SCRIPTS.resolve("qlik-repo-api-tasks.js"), port(server), port(endless));
        }
    }

    @Test
    void qrsInteract_startsWatchesAndStopsTasks() throws Exception {
        ClientCertificates certificates = new ClientCertificates(folder);
        try (RunnableJar server = RunnableJar.serve(subfolder("server"), certificates.options("--task-simulation=1s"));
                RunnableJar endless =
                        RunnableJar.serve(subfolder("endless"), certificates.options("--task-simulation=1h"))) {
            programs.assertRuns(
                    NODE,
                    SCRIPTS.resolve("qrs-interact-tasks.js"),
                    port(server),
                    certificates.keyStore,
                    ClientCertificates.PASSPHRASE,
                    port(endless));
        }
    }

    private void assertRuns(String script) throws Exception {
        try (RunnableJar server = RunnableJar.serve(folder)) {
            programs.assertRuns(NODE, SCRIPTS.resolve(script), port(server));
        }
    }

    private Path subfolder(String name) throws IOException {
        return Files.createDirectory(folder.resolve(name));
    }

    private static int port(RunnableJar server) {
        return server.url().getPort();
    }

    /** The certificates of a server that requires them of its clients, and the key store of such a client. */
    private static final class ClientCertificates {

        static final String PASSPHRASE = "for this test alone";

        final Path keyStore;
        private final List<String> options;

        ClientCertificates(Path folder) throws Exception {
            CertificateAuthority authority = new CertificateAuthority("authority");
            Path authorityFile = folder.resolve("authority.pem");
            Files.writeString(authorityFile, CertificateAuthority.pem(authority.certificate()));
            Path certificate = folder.resolve("server.pem");
            Path key = folder.resolve("server-key.pem");
            authority.issue("server").save(certificate, key);
            keyStore = folder.resolve("client.pfx");
            authority.issue("QlikClient").saveKeyStore(keyStore, PASSPHRASE);
            options =
                    List.of("--tls-certificate=" + certificate, "--tls-key=" + key, "--tls-client-ca=" + authorityFile);
        }

        String[] options(String... others) {
            return Stream.concat(options.stream(), Stream.of(others)).toArray(String[]::new);
        }
    }
}
