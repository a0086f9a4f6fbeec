package org.executionsession.bootstrap.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Another Java on this machine: beside the one that runs the tests, or named by a variable such as JAVA_HOME_25. */
public record JavaInstallation(int version, Path home) {

    private static final int OLDEST = 17;

    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

    /** Returns one installation of each version since 17, except the version that runs the tests. */
    public static Collection<JavaInstallation> others() {
        Path own = Path.of(System.getProperty("java.home"));
        TreeMap<Integer, JavaInstallation> others = new TreeMap<>();
        Stream.concat(named(), beside(own))
                .flatMap(JavaInstallation::at)
                .filter(found -> found.version >= OLDEST
                        && found.version != Runtime.version().feature())
                .forEach(found -> others.putIfAbsent(found.version, found));
        return others.values();
    }

    private static Stream<Path> named() {
        return System.getenv().entrySet().stream()
                .filter(variable -> variable.getKey().startsWith("JAVA_HOME_"))
                .map(variable -> Path.of(variable.getValue()));
    }

    private static Stream<Path> beside(Path home) {
        try (Stream<Path> siblings = Files.list(home.getParent())) {
            return siblings.toList().stream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Stream<JavaInstallation> at(Path home) {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isRegularFile(release)) {
            return Stream.empty();
        }
        try {
            Matcher version = VERSION.matcher(Files.readString(release));
            return version.find()
                    ? Stream.of(new JavaInstallation(Integer.parseInt(version.group(1)), home))
                    : Stream.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The program that runs classes. */
    public Path java() {
        return home.resolve("bin/java");
    }

    /** Runs a class, and returns what it prints. */
    public String run(String classPath, Class<?> program, Path folder) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        new ProcessBuilder(List.of(java().toString(), "-cp", classPath, program.getName()))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        return Files.readString(output);
    }

    @Override
    public String toString() {
        return "Java " + version;
    }
}
