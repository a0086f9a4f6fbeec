package org.executionsession.bootstrap.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;

/** The classes of a version of the server that knows one property more than the one that was built. */
public final class OtherVersion {

    private static final Path SOURCE =
            Path.of("../domain/src/main/java/org/executionsession/domain/query/QueryableProperties.java");

    private static final String MIGRATION = "org/executionsession/jdbi/migration/V1000__%s.sql";

    private OtherVersion() {}

    /** Compiles it, and adds its migration; the classes go before those of the jar. */
    public static Path withProperty(String name, Path folder) throws IOException {
        String source = Files.readString(SOURCE);
        String known = ".number(\"retries\", ExecutionSession::retries)";
        assertThat(source).contains(known);
        Path changed = Files.createDirectories(folder.resolve("source")).resolve("QueryableProperties.java");
        Files.writeString(
                changed, source.replace(known, known + ".number(\"" + name + "\", ExecutionSession::retries)"));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        List<String> arguments = List.of(
                "-proc:none",
                "--release",
                "17",
                "-classpath",
                RunnableJar.JAR.toString(),
                "-d",
                classes.toString(),
                changed.toString());
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
        Path migration = classes.resolve(MIGRATION.formatted(name));
        Files.createDirectories(migration.getParent());
        Files.writeString(
                migration, "alter table execution_session add column if not exists q_%s bigint;\n".formatted(name));
        return classes;
    }
}
