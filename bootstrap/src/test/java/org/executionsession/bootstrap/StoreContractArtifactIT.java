package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A project outside of this build, which has only the artifacts, tests stores with the store contract. Its Maven has a local
 * repository of its own, and takes everything else from the one of this build.
 */
class StoreContractArtifactIT {

    private static final Pattern PLUGIN =
            Pattern.compile("<artifactId>(maven-(?:resources|compiler|surefire)-plugin)</artifactId>"
                    + "\\s*<version>([^<]+)</version>");

    private static final String SETTINGS = """
            <settings>
              <localRepository>%s</localRepository>
              <mirrors>
                <mirror>
                  <id>local</id>
                  <mirrorOf>central</mirrorOf>
                  <url>%s</url>
                </mirror>
              </mirrors>
            </settings>
            """;

    private static final String PROJECT = """
            <project>
              <modelVersion>4.0.0</modelVersion>
              <groupId>example</groupId>
              <artifactId>toy-store</artifactId>
              <version>1</version>
              <properties>
                <maven.compiler.release>17</maven.compiler.release>
                <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
              </properties>
              <repositories>
                <repository>
                  <id>artifacts</id>
                  <url>%s</url>
                </repository>
              </repositories>
              <dependencies>
                <dependency>
                  <groupId>org.executionsession</groupId>
                  <artifactId>execution-sessions-application</artifactId>
                  <version>%2$s</version>
                </dependency>
                <dependency>
                  <groupId>org.executionsession</groupId>
                  <artifactId>execution-sessions-store-contract</artifactId>
                  <version>%2$s</version>
                  <scope>test</scope>
                </dependency>
              </dependencies>
              <build>
                <plugins>%3$s</plugins>
              </build>
            </project>
            """;

    /** A store, and one that keeps sessions that are removed. */
    private static final String STORES = """
            package example;

            import java.lang.reflect.Proxy;
            import java.time.Instant;
            import org.executionsession.application.internal.memory.InMemoryStore;
            import org.executionsession.domain.model.*;
            import org.executionsession.domain.port.outbound.*;

            public class ToyStore implements ExecutionSessionStore {
                private final ExecutionSessionStore kept = new InMemoryStore();

                public EntityStore<ExecutionSession> sessions() { return kept.sessions(); }
                public EntityStore<ExecutionResultEntity> results() { return kept.results(); }
                public EntityStore<ExecutionResultDetailEntity> details() { return kept.details(); }
                public EntityStore<Task> tasks() { return kept.tasks(); }
                public TaskAttemptStore taskAttempts() { return kept.taskAttempts(); }
                public TaskRunStore taskRuns() { return kept.taskRuns(); }
                public NodeHeartbeatStore nodeHeartbeats() { return kept.nodeHeartbeats(); }
                public ChangeStore changes() { return kept.changes(); }
                public NotificationStore notifications() { return kept.notifications(); }
                public ScriptLogStore scriptLogs() { return kept.scriptLogs(); }
                public SelectionStore selections() { return kept.selections(); }
                public int purgeResults(Instant before, int limit) { return kept.purgeResults(before, limit); }
                public int purgeRecordedTasks(Instant before, int limit) { return kept.purgeRecordedTasks(before, limit); }
                public int removeExpired(Instant now) { return kept.removeExpired(now); }

                public static final class Faulty extends ToyStore {
                    @Override
                    @SuppressWarnings("unchecked")
                    public EntityStore<ExecutionSession> sessions() {
                        EntityStore<ExecutionSession> right = super.sessions();
                        return (EntityStore<ExecutionSession>) Proxy.newProxyInstance(
                                ToyStore.class.getClassLoader(), new Class<?>[] {EntityStore.class},
                                (proxy, method, arguments) -> {
                                    if (method.getName().equals("remove")) {
                                        return true;
                                    }
                                    try {
                                        return method.invoke(right, arguments);
                                    } catch (java.lang.reflect.InvocationTargetException failure) {
                                        throw failure.getCause();
                                    }
                                });
                    }
                }
            }
            """;

    private static final String TEST = """
            package example;

            import org.executionsession.domain.port.outbound.ExecutionSessionStore;
            import org.executionsession.storecontract.ExecutionSessionStoreContract;

            class %sTest extends ExecutionSessionStoreContract {
                private final ExecutionSessionStore store = new %s();

                @Override
                protected ExecutionSessionStore store() {
                    return store;
                }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void aCorrectStorePasses_andAFaultyStoreFails() throws Exception {
        String parent = Files.readString(Path.of("..", "pom.xml"));
        String version = group(parent, "<artifactId>execution-sessions</artifactId>\\s*<version>([^<]+)</version>");
        Path artifacts = folder.resolve("artifacts");
        publish(artifacts, "execution-sessions", version, Path.of(".."));
        publish(artifacts, "execution-sessions-domain", version, Path.of("..", "domain"));
        publish(artifacts, "execution-sessions-application", version, Path.of("..", "application"));
        publish(artifacts, "execution-sessions-store-contract", version, Path.of("..", "store-contract"));
        write("settings.xml", SETTINGS.formatted(folder.resolve("repository"), localRepository()));
        write("pom.xml", PROJECT.formatted(artifacts.toUri(), version, plugins(parent)));
        write("src/main/java/example/ToyStore.java", STORES);
        write("src/test/java/example/RightTest.java", TEST.formatted("Right", "ToyStore"));
        write("src/test/java/example/FaultyTest.java", TEST.formatted("Faulty", "ToyStore.Faulty"));

        assertThat(maven("test", "-Dtest=RightTest")).isZero();
        assertThat(count("Right", "tests")).isGreaterThan(600);
        assertThat(count("Right", "failures") + count("Right", "errors") + count("Right", "skipped"))
                .isZero();

        assertThat(maven("surefire:test", "-Dtest=FaultyTest")).isNotZero();
        assertThat(count("Faulty", "tests")).isEqualTo(count("Right", "tests"));
        assertThat(count("Faulty", "failures")).isPositive();
    }

    private static void publish(Path repository, String artifact, String version, Path module) throws IOException {
        Path target = Files.createDirectories(
                repository.resolve("org/executionsession").resolve(artifact).resolve(version));
        String name = artifact + "-" + version;
        Files.copy(module.resolve("pom.xml"), target.resolve(name + ".pom"));
        Path jar = module.resolve("target").resolve(name + ".jar");
        if (Files.exists(jar)) {
            Files.copy(jar, target.resolve(name + ".jar"));
        }
    }

    private static String localRepository() {
        return Path.of(System.getProperty("maven.local.repository")).toUri().toString();
    }

    /** With the versions of this build, which its local repository has. */
    private static String plugins(String parent) {
        StringBuilder plugins = new StringBuilder();
        Matcher matcher = PLUGIN.matcher(parent);
        while (matcher.find()) {
            plugins.append("<plugin>").append(matcher.group()).append("</plugin>");
        }
        return plugins.toString();
    }

    private int maven(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
                "--batch-mode",
                "--settings",
                "settings.xml",
                "--global-settings",
                "settings.xml"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("maven.log").toFile()))
                .start()
                .waitFor();
    }

    private int count(String test, String kind) throws IOException {
        Path report = folder.resolve("target/surefire-reports/TEST-example." + test + "Test.xml");
        assertThat(report).as(Files.readString(folder.resolve("maven.log"))).exists();
        return Integer.parseInt(group(Files.readString(report), "<testsuite [^>]*\\b" + kind + "=\"(\\d+)\""));
    }

    private static String group(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    private void write(String file, String content) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }
}
