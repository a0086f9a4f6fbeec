package org.executionsession.benchmarks.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.executionsession.benchmarks.database.Location;

/** A server that can be started on a database. */
public interface Server {

    /**
     * Starts it and waits until it is ready: until it has looked for a session in its database.
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
     * @param javaOptions the options of its JVM; not null
     * @param arguments what is appended to the command line; not null
     * @return the server
     */
    static Server executionSessions(Path jar, List<String> javaOptions, List<String> arguments) {
        return (database, folder) -> ServerProcess.start(folder, port -> {
            List<String> command = java(javaOptions, jar);
            command.addAll(List.of("serve", "--port", Integer.toString(port), "--database", database.url()));
            command.addAll(arguments);
            return command;
        });
    }

    /**
     * The same service as somebody would build it with Spring Boot.
     *
     * @param jar a runnable jar; not null
     * @param javaOptions the options of its JVM; not null
     * @return the server
     */
    static Server springBoot(Path jar, List<String> javaOptions) {
        return (database, folder) -> ServerProcess.start(folder, port -> {
            List<String> command = java(javaOptions, jar);
            command.addAll(List.of(
                    "--server.port=" + port,
                    "--spring.datasource.url=" + database.url(),
                    "--spring.datasource.username=" + database.user(),
                    "--spring.datasource.password="));
            return command;
        });
    }

    /**
     * The same service as somebody would write it by hand for speed, with Vert.x and plain JDBC.
     *
     * @param jar a runnable jar; not null
     * @param javaOptions the options of its JVM; not null
     * @param jsonColumn true for one JSON column, false for the columns and indexes that queries need
     * @return the server
     */
    static Server vertx(Path jar, List<String> javaOptions, boolean jsonColumn) {
        return (database, folder) -> ServerProcess.start(folder, port -> {
            List<String> options = new ArrayList<>(javaOptions);
            options.addAll(List.of(
                    "-Dpeer.port=" + port,
                    "-Dpeer.url=" + database.url(),
                    "-Dpeer.user=" + database.user(),
                    "-Dpeer.json-column=" + jsonColumn));
            return java(options, jar);
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
