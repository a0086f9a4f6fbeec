package org.executionsession.bootstrap.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.executionsession.bootstrap.architecture.ArchitectureRule.packages;

import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Which packages a module and its parts may use. */
enum DependencyRule implements ArchitectureRule {

    // Dependencies between the modules, and within the domain

    /** Not ArchUnit's onion architecture: that one lets an adapter call the application past its ports. */
    DEPENDENCIES_POINT_INWARDS(root -> layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(root + "..")
            .withOptionalLayers(false)
            .layer("domain")
            .definedBy(root + ".domain..")
            .layer("store-contract")
            .definedBy(root + ".storecontract..")
            .layer("application")
            .definedBy(root + ".application..")
            .layer("adapter-http")
            .definedBy(root + ".http..")
            .layer("adapter-jdbi")
            .definedBy(root + ".jdbi..")
            .layer("bootstrap")
            .definedBy(root + ".bootstrap..")
            .layer("spring-boot-starter")
            .definedBy(root + ".spring..")
            .layer("recorder")
            .definedBy(root + ".recorder..")
            .layer("history")
            .definedBy(root + ".history..")
            .layer("adapters of schedulers")
            .definedBy(packages(root, "quartz..", "dbscheduler..", "springbatch.."))
            .whereLayer("domain")
            .mayNotAccessAnyLayer()
            .whereLayer("store-contract")
            .mayOnlyAccessLayers("domain")
            .whereLayer("application")
            .mayOnlyAccessLayers("domain")
            .whereLayer("adapter-http")
            .mayOnlyAccessLayers("domain")
            .whereLayer("adapter-jdbi")
            .mayOnlyAccessLayers("domain")
            .whereLayer("bootstrap")
            .mayOnlyAccessLayers("domain", "application", "adapter-http", "adapter-jdbi")
            .whereLayer("spring-boot-starter")
            .mayOnlyAccessLayers("domain", "application", "adapter-http", "adapter-jdbi", "recorder")
            .whereLayer("recorder")
            .mayOnlyAccessLayers("domain", "application")
            .whereLayer("history")
            .mayOnlyAccessLayers("domain", "application", "adapter-jdbi", "recorder")
            .whereLayer("adapters of schedulers")
            .mayOnlyAccessLayers("domain", "recorder", "history")
            .ensureAllClassesAreContainedInArchitecture()
            .because("the rules of the product must not depend on its web server or its database")),

    RECORDS_DO_NOT_KNOW_PORTS(root -> noClasses()
            .that()
            .resideInAnyPackage(packages(
                    root,
                    "domain.model..",
                    "domain.constraint..",
                    "domain.query..",
                    "domain.exception..",
                    "domain.idempotency.."))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(root + ".domain.port..")
            .because("the model does not depend on the use cases")),

    PORTS_OF_ONE_SIDE_DO_NOT_KNOW_THE_OTHER(root -> slices().matching(root + ".domain.port.(*)..")
            .should()
            .notDependOnEachOther()
            .because("only a use case connects inbound and outbound ports")),

    INTERNALS_STAY_IN_THEIR_MODULE(root -> all(Stream.of("application", "http", "jdbi", "bootstrap")
            .map(module -> noClasses()
                    .that()
                    .resideOutsideOfPackage(root + "." + module + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(root + "." + module + ".internal..")
                    .because("internal types can change without a change of their users")))),

    PACKAGES_OF_ADAPTERS_ARE_LAYERED(root -> all(Stream.concat(
                    layers(
                            root + ".http.internal.",
                            "host",
                            "json",
                            "query",
                            "operations",
                            "overload",
                            "security",
                            "watch",
                            "endpoint"),
                    layers(root + ".jdbi.internal.", "sql", "commit", "transaction", "record", "migration"))
            .map(rule -> rule.because("a lower layer can be read and tested without the layers above it")))),

    PACKAGES_FORM_NO_CYCLES(root -> slices().matching(root + ".(**)")
            .should()
            .beFreeOfCycles()
            .because("packages in a cycle can only be understood, tested and changed together")),

    // The packages that each module may use; all others are forbidden

    DOMAIN_KNOWS_ONLY_THE_LANGUAGE_AND_CONSTRAINTS(root -> allowList(
                    root,
                    "domain",
                    List.of(),
                    "java.lang",
                    "java.lang.annotation",
                    // Fingerprints of texts.
                    "java.nio.charset",
                    "java.security",
                    "java.time..",
                    "java.util",
                    // Waits and subscriptions of watchers.
                    "java.util.concurrent",
                    "java.util.concurrent.atomic",
                    "java.util.function",
                    "java.util.regex",
                    "java.util.stream",
                    "jakarta.validation..",
                    "org.jspecify.annotations")
            .because("the domain must not depend on how it is served, stored, logged or serialised")),

    APPLICATION_KNOWS_ONLY_THE_DOMAIN_AND_ITS_VALIDATOR(root -> allowList(
                    root,
                    "application",
                    List.of("domain.."),
                    "java.lang",
                    // What a draft says, component by component, and its constraints.
                    "java.lang.annotation",
                    "java.lang.reflect",
                    "java.nio.charset",
                    "java.time..",
                    "java.util",
                    "java.util.concurrent..",
                    "java.util.function",
                    "java.util.stream",
                    "jakarta.validation..",
                    "org.hibernate.validator..",
                    "org.jspecify.annotations",
                    // A failure of a listener, which no caller sees.
                    "org.slf4j",
                    "com.github.f4b6a3.uuid..")
            .because("an application that embeds the use cases needs neither a web server nor a database")),

    STORE_CONTRACT_KNOWS_ONLY_THE_DOMAIN_AND_TEST_LIBRARIES(root -> allowList(
                    root,
                    "storecontract",
                    List.of("domain.."),
                    "java.lang",
                    "java.time..",
                    "java.util",
                    "java.util.concurrent..",
                    "java.util.function",
                    "java.util.stream",
                    "org.assertj.core..",
                    "org.instancio..",
                    "org.jspecify.annotations",
                    "org.junit.jupiter.api..")
            .because("the author of a store needs only what the contract uses")),

    HTTP_ADAPTER_KNOWS_ONLY_INBOUND_PORTS(root -> allowList(
                    root,
                    "http",
                    List.of(
                            "domain.model..",
                            "domain.constraint..",
                            "domain.query..",
                            "domain.exception..",
                            "domain.idempotency..",
                            "domain.port.inbound.."),
                    "java.io",
                    "java.lang",
                    // The limit of open files.
                    "com.sun.management",
                    "java.lang.management",
                    // Queued responses give their entities back when memory is short.
                    "java.lang.ref",
                    "java.net",
                    "java.nio..",
                    // Who is let in: keys (and how long they are), certificates and tokens.
                    "java.math",
                    "java.security..",
                    "java.time..",
                    "java.util",
                    "java.util.concurrent..",
                    "java.util.function",
                    "java.util.regex",
                    "java.util.stream",
                    // The files of the page are sent compressed.
                    "java.util.zip",
                    "javax.crypto..",
                    // The records of TLS are counted.
                    "javax.net.ssl",
                    "com.fasterxml.jackson..",
                    "io.javalin..",
                    "jakarta.servlet..",
                    "org.bouncycastle..",
                    "org.eclipse.jetty..",
                    "org.jose4j..",
                    "org.jspecify.annotations",
                    "org.slf4j",
                    "org.slf4j.spi")
            .because("a request that reaches the store without a use case bypasses the rules")),

    JDBI_ADAPTER_KNOWS_ONLY_OUTBOUND_PORTS(root -> allowList(
                    root,
                    "jdbi",
                    List.of(
                            "domain.model..",
                            "domain.query..",
                            "domain.exception..",
                            "domain.idempotency..",
                            "domain.port.outbound.."),
                    "java.io",
                    "java.lang",
                    // A database of H2 that its last session has closed is not kept in memory.
                    "java.lang.ref",
                    // What documents hold, component by component.
                    "java.lang.reflect",
                    // The file of H2: what H2 reads and writes, and its header after a power loss.
                    "java.nio",
                    "java.nio.channels",
                    // Migrations, script logs and orders are texts in bytes.
                    "java.nio.charset",
                    // A recovered file of H2 replaces the old one, with the same permissions.
                    "java.nio.file..",
                    "java.sql",
                    "java.time..",
                    "java.util",
                    // Callers wait for a commit that they share, and the JDK's timer ends what they read.
                    "java.util.concurrent",
                    "java.util.concurrent.atomic",
                    "java.util.concurrent.locks",
                    "java.util.function",
                    // The names of tables in statements.
                    "java.util.regex",
                    "java.util.stream",
                    "javax.sql",
                    "com.fasterxml.jackson..",
                    // The engine of H2 writes commits without the rights of an administrator.
                    "org.h2.engine",
                    "org.h2.jdbc",
                    "org.h2.message",
                    "org.h2.mvstore..",
                    "org.h2.store.fs..",
                    "org.h2.util",
                    "org.jdbi..",
                    "org.jspecify.annotations",
                    "org.slf4j")
            .because("a store only stores; decisions belong to the use cases")),

    BOOTSTRAP_KNOWS_THE_MODULES_AND_THE_COMMAND_LINE(root -> allowList(
                    classes()
                            .that()
                            .resideInAPackage(root + ".bootstrap..")
                            .and()
                            .resideOutsideOfPackages(packages(
                                    root,
                                    "bootstrap.internal.client..",
                                    "bootstrap.internal.webhook..",
                                    "bootstrap.internal.notification..")),
                    root,
                    "bootstrap",
                    List.of("application..", "domain..", "http..", "jdbi.."),
                    "java.io",
                    "java.lang",
                    // The heap and its collections.
                    "java.lang.management",
                    // The variables of the environment that options declare.
                    "java.lang.reflect",
                    // Whether a host is this machine alone; the command that asks a server whether it is well.
                    "java.net",
                    // Script logs in files.
                    "java.nio",
                    "java.nio.channels",
                    // Parts of a URL, and who may read the files of the operator.
                    "java.nio.charset",
                    "java.nio.file",
                    "java.nio.file.attribute",
                    "java.sql",
                    "java.time",
                    "java.util",
                    "java.util.concurrent..",
                    "java.util.function",
                    "java.util.regex",
                    "java.util.stream",
                    "javax.management..",
                    "javax.sql",
                    // The log of the runnable jar has an appender of its own.
                    "ch.qos.logback.classic..",
                    "ch.qos.logback.core",
                    "ch.qos.logback.core.spi",
                    "com.sun.management",
                    "com.zaxxer.hikari..",
                    "io.micrometer.core.instrument..",
                    "io.micrometer.prometheusmetrics",
                    "org.slf4j",
                    // Libraries that log through java.util.logging.
                    "org.slf4j.bridge",
                    "picocli")
            .because("it only wires the modules; HTTP, JSON and SQL belong to the adapters")),

    THE_HTTP_CLIENT_KNOWS_ONLY_JETTY(root -> allowList(
                    root,
                    "bootstrap.internal.client",
                    List.of(),
                    "java.io",
                    "java.lang",
                    "java.net",
                    // Closed connections.
                    "java.nio.channels",
                    "java.time",
                    "java.util",
                    "java.util.concurrent",
                    "javax.net.ssl",
                    "org.eclipse.jetty.client..",
                    "org.eclipse.jetty.http",
                    "org.eclipse.jetty.io",
                    "org.eclipse.jetty.util..",
                    "org.jspecify.annotations")
            .because("what bounds a response does not depend on who calls")),

    WEBHOOKS_KNOW_THE_DOMAIN_AND_THE_HTTP_CLIENT(root -> allowList(
                    root,
                    "bootstrap.internal.webhook",
                    List.of("domain..", "bootstrap.internal.client"),
                    "java.io",
                    "java.lang",
                    "java.net",
                    // Parts of responses.
                    "java.nio",
                    "java.nio.charset",
                    // Signatures.
                    "java.security",
                    "java.time",
                    "java.util",
                    "java.util.concurrent",
                    "java.util.function",
                    "java.util.regex",
                    "javax.crypto..",
                    "javax.net.ssl",
                    "org.eclipse.jetty.client",
                    "org.eclipse.jetty.http",
                    "org.eclipse.jetty.util..",
                    "org.jspecify.annotations")
            .because("the executor of tasks is an adapter of its own, which the command line configures")),

    NOTIFICATIONS_KNOW_THE_DOMAIN_AND_THE_HTTP_CLIENT(root -> allowList(
                    root,
                    "bootstrap.internal.notification",
                    List.of("domain..", "bootstrap.internal.client", "bootstrap.internal.webhook"),
                    "java.io",
                    "java.lang",
                    "java.net",
                    // Parts of responses.
                    "java.nio",
                    "java.nio.charset",
                    // Hashes of bodies.
                    "java.security",
                    "java.time..",
                    "java.util",
                    "java.util.concurrent",
                    "java.util.function",
                    "java.util.regex",
                    "java.util.stream",
                    "org.eclipse.jetty.client..",
                    "org.eclipse.jetty.http",
                    "org.eclipse.jetty.io",
                    "org.eclipse.jetty.util..",
                    "org.jspecify.annotations")
            .because("the sender of notifications is an adapter of its own, which the command line configures")),

    INTEGRATIONS_KNOW_ONLY_PUBLIC_APIS(root -> allowList(
                    root,
                    "spring",
                    List.of("domain..", "application", "http", "http.config", "jdbi", "jdbi.config", "recorder"),
                    "java..",
                    "javax.sql",
                    "io.micrometer..",
                    "org.aopalliance.intercept",
                    "org.jspecify.annotations",
                    "org.springframework..")
            .because("an integration needs nothing that an application could not use itself")),

    RECORDER_KNOWS_THE_INBOUND_PORTS(root -> allowList(
                    root,
                    "recorder",
                    List.of(
                            "domain.constraint",
                            "domain.exception",
                            "domain.model",
                            "domain.port.inbound",
                            "domain.query..",
                            "application"),
                    "java..",
                    "com.github.f4b6a3.uuid",
                    "org.jspecify.annotations",
                    "org.slf4j")
            .because("it works with each store, and with each scheduler")),

    HISTORY_KNOWS_THE_STORE_AND_THE_RECORDER(root -> allowList(
                    root,
                    "history",
                    List.of("domain.port.inbound", "application", "jdbi", "recorder"),
                    "java..",
                    "javax.sql",
                    "org.jspecify.annotations")
            .because("it only puts together what an application can put together itself")),

    QUARTZ_ADAPTER_KNOWS_THE_RECORDER(root -> allowList(
                    root,
                    "quartz",
                    List.of("domain.exception", "domain.model", "recorder", "history"),
                    "java.io",
                    "java.lang",
                    // The plugin creates a class that is named in the properties of Quartz.
                    "java.lang.reflect",
                    // A data source of Quartz can have the history.
                    "java.sql",
                    "javax.sql",
                    "java.time",
                    "java.util",
                    "java.util.function",
                    "java.util.stream",
                    "org.jspecify.annotations",
                    "org.quartz..",
                    "org.slf4j",
                    // Only the auto-configuration for Spring Boot.
                    "org.springframework..")
            .because("it only tells the recorder what the scheduler does")),

    DB_SCHEDULER_ADAPTER_KNOWS_THE_RECORDER(root -> allowList(
                    root,
                    "dbscheduler",
                    List.of("domain.exception", "domain.model", "recorder"),
                    "java.lang",
                    "java.time",
                    "java.util",
                    "java.util.concurrent",
                    "java.util.function",
                    "com.github.kagkarlsson.scheduler..",
                    "org.jspecify.annotations",
                    // Only the auto-configuration for Spring Boot.
                    "org.springframework..")
            .because("it only tells the recorder what the scheduler does")),

    SPRING_BATCH_ADAPTER_KNOWS_THE_RECORDER(root -> allowList(
                    root,
                    "springbatch",
                    List.of("domain.exception", "domain.model", "recorder"),
                    "java.lang",
                    "java.time",
                    "java.util",
                    "java.util.function",
                    "java.util.stream",
                    "org.jspecify.annotations",
                    "org.slf4j",
                    "org.springframework..")
            .because("the recorder decides how jobs are recorded; an adapter only says what happens to them"));

    private final Function<String, ArchRule> statement;

    DependencyRule(Function<String, ArchRule> statement) {
        this.statement = statement;
    }

    @Override
    public ArchRule below(String root) {
        return statement.apply(root);
    }

    /** A module may know itself, some packages of ours and some of others, and nothing else. */
    private static ArchRule allowList(String root, String module, List<String> ours, String... others) {
        return allowList(classes().that().resideInAPackage(root + "." + module + ".."), root, module, ours, others);
    }

    /** The same for some classes of a module. */
    private static ArchRule allowList(
            GivenClassesConjunction classes, String root, String module, List<String> ours, String... others) {
        return classes.should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(Stream.of(
                                Stream.of(packages(root, module + "..")),
                                Stream.of(packages(root, ours.toArray(String[]::new))),
                                Stream.of(others))
                        .flatMap(packages -> packages)
                        .toArray(String[]::new));
    }

    /** Each layer does not depend on the ones after it. */
    private static Stream<ArchRule> layers(String prefix, String... names) {
        return IntStream.range(0, names.length - 1)
                .mapToObj(i -> noClasses()
                        .that()
                        .resideInAPackage(prefix + names[i] + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(Stream.of(names)
                                .skip(i + 1L)
                                .map(name -> prefix + name + "..")
                                .toArray(String[]::new))
                        .allowEmptyShould(true));
    }

    private static ArchRule all(Stream<ArchRule> rules) {
        return CompositeArchRule.of(rules.toList());
    }
}
