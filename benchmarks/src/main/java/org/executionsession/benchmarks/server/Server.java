package org.executionsession.benchmarks.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.executionsession.benchmarks.database.Location;

/** A server that can be started on a database. */
public interface Server {

    /**
     * Starts it and waits for its first response.
     *
     * @param database where its database is; not null
     * @param folder for its files; not null
     * @return the running server
     */
    ServerProcess start(Location database, Path folder);

    /**
     * Ours.
     *
     * @param jar the runnable jar; not null
     * @param heap the largest heap, as the option -Xmx takes it; not null
     * @param arguments what is appended to the command line; not null
     * @return the server
     */
    static Server executionSessions(Path jar, String heap, List<String> arguments) {
        return (database, folder) -> ServerProcess.start(folder, port -> {
            List<String> command = java(List.of("-Xmx" + heap), jar);
            command.addAll(List.of("serve", "--port", Integer.toString(port), "--database", database.url()));
            command.addAll(arguments);
            return command;
        });
    }

    /**
     * The same service as somebody would build it with Spring Boot, in the heap that the JVM chooses by itself.
     *
     * @param jar a runnable jar; not null
     * @return the server
     */
    static Server springBoot(Path jar) {
        return (database, folder) -> ServerProcess.start(folder, port -> {
            List<String> command = java(List.of(), jar);
            command.addAll(List.of(
                    "--server.port=" + port,
                    "--spring.datasource.url=" + database.url(),
                    "--spring.datasource.username=" + database.user(),
                    "--spring.datasource.password="));
            return command;
        });
    }

    private static List<String> java(List<String> options, Path jar) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
        return command;
    }
}
