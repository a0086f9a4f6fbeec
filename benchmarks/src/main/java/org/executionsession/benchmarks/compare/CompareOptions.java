package org.executionsession.benchmarks.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.executionsession.benchmarks.database.Databases;
import org.executionsession.benchmarks.server.Server;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be set for a comparison. */
final class CompareOptions {

    private static final String SMALL_HEAP = "128m";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec mixee;

    @Option(
            names = "--database",
            defaultValue = "both",
            description = "The databases to run on: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Databases databases;

    @Option(
            names = "--peer",
            defaultValue = "vertx",
            description =
                    "What to compare with, may be repeated: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private List<Peer> peers;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long each server is loaded before the rounds (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--rounds",
            defaultValue = "7",
            description = "How often each server is measured, in turn; 0 for the checks and the start only"
                    + " (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "8",
            description = "How long a round of one server takes (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--connections",
            defaultValue = "128",
            description = "How many connections the load has (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--heap",
            description = "The largest heap of both servers, as -Xmx takes it (default: the JVM chooses).")
    private String heap;

    @Option(
            names = "--starts",
            defaultValue = "5",
            description = "How often each server is started on an existing database (default: ${DEFAULT-VALUE}).")
    private int starts;

    @Option(
            names = "--start-seconds",
            paramLabel = "SECONDS",
            defaultValue = "20",
            description = "How long the load after the last start takes, whose rate is reported second by second"
                    + " (default: ${DEFAULT-VALUE}).")
    private int startSeconds;

    @Option(
            names = "--java-option",
            paramLabel = "OPTION",
            description = "An option of our server's JVM, with absolute paths; may be repeated.")
    private List<String> javaOptions = new ArrayList<>();

    @Option(
            names = "--server-argument",
            paramLabel = "ARGUMENT",
            description = "Appended to our server's command line; may be repeated.")
    private List<String> serverArguments = new ArrayList<>();

    @Option(
            names = "--jar",
            defaultValue = "bootstrap/target/execution-sessions.jar",
            description = "Our server (default: ${DEFAULT-VALUE}).")
    private Path jar;

    @Option(
            names = "--peers",
            paramLabel = "FOLDER",
            defaultValue = "benchmarks",
            description = "Where the projects of the peers are (default: ${DEFAULT-VALUE}).")
    private Path peersFolder;

    @Option(
            names = "--folder",
            defaultValue = "benchmarks/target/compare",
            description = "Where databases and logs are kept during the run (default: ${DEFAULT-VALUE}).")
    private Path folder;

    Databases databases() {
        return databases;
    }

    Duration warmUp() {
        return Duration.ofSeconds(warmUp);
    }

    int rounds() {
        return rounds;
    }

    Duration time() {
        return Duration.ofSeconds(seconds);
    }

    int connections() {
        return connections;
    }

    String heap() {
        return heap == null ? "chosen by the JVM" : heap;
    }

    int starts() {
        return starts;
    }

    int startSeconds() {
        return startSeconds;
    }

    Path folder() {
        return folder;
    }

    Contender ours() {
        return ours("Execution Sessions", heap(heap));
    }

    List<Contender> peers() {
        return peers.stream().distinct().map(this::contender).toList();
    }

    /** Whether peers run on H2, whose files only our server syncs at each commit. */
    boolean peersDoNotSync() {
        return databases.h2() && peers.stream().anyMatch(peer -> peer != Peer.SMALL_HEAP);
    }

    private Contender contender(Peer peer) {
        return switch (peer) {
            case VERTX -> new Contender(peer.title(), Server.vertx(jar("vertx-peer"), heap(heap), false), false, false);
            case VERTX_JSON ->
                new Contender(peer.title(), Server.vertx(jar("vertx-peer"), heap(heap), true), false, true);
            case SPRING ->
                new Contender(peer.title(), Server.springBoot(jar("spring-boot-peer"), heap(heap)), false, true);
            case SMALL_HEAP -> ours(peer.title(), heap(SMALL_HEAP));
        };
    }

    private Contender ours(String title, List<String> heapOptions) {
        List<String> options = new ArrayList<>(javaOptions);
        options.addAll(heapOptions);
        return new Contender(title, Server.executionSessions(jar, options, serverArguments), true, false);
    }

    private static List<String> heap(String size) {
        return size == null ? List.of() : List.of("-Xmx" + size);
    }

    private Path jar(String project) {
        Path file = peersFolder.resolve(project).resolve("target").resolve(project + ".jar");
        if (!Files.exists(file)) {
            throw new ParameterException(
                    mixee.commandLine(), file + " is missing: run mvn -f " + peersFolder.resolve(project) + " package");
        }
        return file;
    }
}
