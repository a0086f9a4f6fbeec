package org.executionsession.bootstrap.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;

/** The classes of a version of the server that knows one property more than the one that was built. */
public final class OtherVersion {

    private static final Path PROPERTIES =
            Path.of("../domain/src/main/java/org/executionsession/domain/query/QueryableProperties.java");
    private static final Path SCHEMA =
            Path.of("../adapter-jdbi/src/main/java/org/executionsession/jdbi/internal/migration/Schema.java");

    private static final Path MIGRATIONS = Path.of("org/executionsession/jdbi/migration");

    private OtherVersion() {}

    /** Compiles it, and adds its migration; the classes go before those of the jar. */
    public static Path withProperty(String name, Path folder) throws IOException {
        String file = "V1000__" + name + ".sql";
        Path classes = Files.createDirectories(folder.resolve("classes"));
        String known = ".number(\"retries\", ExecutionSession::retries)";
        Path properties =
                changed(PROPERTIES, known, known + ".number(\"" + name + "\", ExecutionSession::retries)", folder);
        String last = "Migration.ofResource(\"V9__id_locks.sql\")";
        Path schema = changed(SCHEMA, last, last + ", Migration.ofResource(\"" + file + "\")", folder);
        List<String> arguments = List.of(
                "-proc:none",
                "--release",
                "17",
                "-classpath",
                RunnableJar.JAR.toString(),
                "-d",
                classes.toString(),
                properties.toString(),
                schema.toString());
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
        Files.writeString(
                Files.createDirectories(classes.resolve(MIGRATIONS)).resolve(file),
                "alter table execution_session add column if not exists q_%s bigint;\n".formatted(name));
        return classes;
    }

    /** Writes a copy of a source with a change. */
    private static Path changed(Path source, String before, String after, Path folder) throws IOException {
        String text = Files.readString(source);
        assertThat(text).contains(before);
        Path copy = Files.createDirectories(folder.resolve("source")).resolve(source.getFileName());
        return Files.writeString(copy, text.replace(before, after));
    }
}
