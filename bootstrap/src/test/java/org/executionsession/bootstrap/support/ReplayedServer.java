package org.executionsession.bootstrap.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One server for all tests of a class: the real jar, with a scheduler that uses it, and the socket of a client whose
 * requests are replayed. How each client writes its requests was recorded from the client itself or from the HTTP library
 * that its source code calls; where neither could be run, the test says so.
 */
public final class ReplayedServer implements BeforeAllCallback, AfterAllCallback {

    private final String[] arguments;
    private Path folder;
    private RunnableJar jar;

    /** Has a server with these arguments after {@code serve}. */
    public ReplayedServer(String... arguments) {
        this.arguments = arguments;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        folder = Files.createTempDirectory("replay");
        jar = RunnableJar.serve(folder, arguments);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (jar != null) {
            jar.close();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> innermostFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : innermostFirst) {
                Files.delete(file);
            }
        }
    }

    public Scheduler scheduler() {
        return new Scheduler(caller());
    }

    /** An ordinary client, such as the one that created the tasks. */
    public HttpCaller caller() {
        return new HttpCaller(jar.url());
    }

    public ClientSocket socket() {
        return new ClientSocket(jar.url());
    }
}
