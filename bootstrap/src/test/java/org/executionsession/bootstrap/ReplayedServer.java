package org.executionsession.bootstrap;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The real jar, with a scheduler that uses it, and the socket of a client whose requests are replayed. How each client
 * writes its requests was recorded from the client itself or from the HTTP library that its source code calls; where
 * neither could be run, the test says so.
 */
final class ReplayedServer implements AutoCloseable {

    private final RunnableJar jar;

    private ReplayedServer(RunnableJar jar) {
        this.jar = jar;
    }

    static ReplayedServer start(Path folder) throws IOException {
        return new ReplayedServer(RunnableJar.serve(folder));
    }

    Scheduler scheduler() {
        return new Scheduler(new HttpCaller(jar.url()));
    }

    ClientSocket socket() {
        return new ClientSocket(jar.url());
    }

    @Override
    public void close() {
        jar.close();
    }
}
