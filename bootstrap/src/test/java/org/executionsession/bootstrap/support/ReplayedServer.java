package org.executionsession.bootstrap.support;

import java.io.IOException;
import java.nio.file.Path;
import org.executionsession.bootstrap.Scheduler;

/**
 * The real jar, with a scheduler that uses it, and the socket of a client whose requests are replayed. How each client
 * writes its requests was recorded from the client itself or from the HTTP library that its source code calls; where
 * neither could be run, the test says so.
 */
public final class ReplayedServer implements AutoCloseable {

    private final RunnableJar jar;

    private ReplayedServer(RunnableJar jar) {
        this.jar = jar;
    }

    public static ReplayedServer start(Path folder) throws IOException {
        return new ReplayedServer(RunnableJar.serve(folder));
    }

    public Scheduler scheduler() {
        return new Scheduler(new HttpCaller(jar.url()));
    }

    public ClientSocket socket() {
        return new ClientSocket(jar.url());
    }

    @Override
    public void close() {
        jar.close();
    }
}
