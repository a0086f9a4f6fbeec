package org.executionsession.bootstrap.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.implement;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaConstructor.CONSTRUCTOR_NAME;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The architecture, rule by rule: a hexagon of five modules, and the contract of a store.
 *
 * <pre>
 *                  bootstrap
 *         ┌────────────┼────────────┐
 *         ▼            ▼            ▼
 *   adapter-http  application  adapter-jdbi
 *         └────────────┼────────────┘
 *                      ▼
 *                    domain
 * </pre>
 *
 * <p>A rule applies below a root package: {@link ArchitectureTest} checks the production code, and
 * {@link ArchitectureRulesFireTest} checks that classes which violate the rule are found.
 */
enum ArchitectureRule {

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
            .ensureAllClassesAreContainedInArchitecture()
            .because("the rules of the product must not depend on its web server or its database")),

    RECORDS_DO_NOT_KNOW_PORTS(root -> noClasses()
            .that()
            .resideInAnyPackage(below(
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
                            "endpoint"),
                    layers(root + ".jdbi.internal.", "sql", "commit", "record", "migration"))
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
                    // What a draft says, component by component.
                    "java.lang.reflect",
                    "java.time..",
                    "java.util",
                    "java.util.concurrent..",
                    "java.util.function",
                    "java.util.stream",
                    "jakarta.validation..",
                    "org.hibernate.validator..",
                    "org.jspecify.annotations",
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
                    "javax.crypto..",
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
                    // What documents hold, component by component.
                    "java.lang.reflect",
                    "java.nio.charset",
                    "java.sql",
                    "java.time..",
                    "java.util",
                    // Callers wait for a commit that they share, and the JDK's timer ends what they read.
                    "java.util.concurrent",
                    "java.util.concurrent.locks",
                    "java.util.function",
                    "java.util.stream",
                    "javax.sql",
                    "com.fasterxml.jackson..",
                    "org.flywaydb.core..",
                    "org.jdbi..",
                    "org.jspecify.annotations",
                    "org.slf4j")
            .because("a store only stores; decisions belong to the use cases")),

    BOOTSTRAP_KNOWS_THE_MODULES_AND_THE_COMMAND_LINE(root -> allowList(
                    root,
                    "bootstrap",
                    List.of("application..", "domain..", "http..", "jdbi.."),
                    "java.io",
                    "java.lang",
                    // The variables of the environment that options declare.
                    "java.lang.reflect",
                    // Whether a host is this machine alone; the command that asks a server whether it is well.
                    "java.net",
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
                    "javax.sql",
                    "com.zaxxer.hikari..",
                    "io.micrometer.core.instrument..",
                    "io.micrometer.prometheusmetrics",
                    "org.slf4j",
                    // Libraries that log through java.util.logging.
                    "org.slf4j.bridge",
                    "picocli")
            .because("it only wires the modules; HTTP, JSON and SQL belong to the adapters")),

    // Visibility

    ONLY_THE_DOMAIN_AND_ENTRY_POINTS_ARE_PUBLIC(root -> classes()
            .that()
            .resideOutsideOfPackage(root + ".domain..")
            .and(not(belongToAnEntryPoint(root)))
            .and(not(areInternal(root)))
            .and(not(areSettings(root)))
            .and(not(resideInAPackage(root + ".storecontract.support..")))
            .should()
            .notBePublic()
            .because("a module with one public entry point can change its other types")),

    API_PACKAGES_ARE_NULL_MARKED(root -> classes()
            .that()
            .arePublic()
            .and()
            .areTopLevelClasses()
            .and()
            .resideInAnyPackage(below(root, "domain..", "application..", "http..", "jdbi..", "storecontract.."))
            .and(not(areInternal(root)))
            .should(be(describe("in a package with @NullMarked", ArchitectureRule::isNullMarked)))
            .because("compilers and tools of callers then know which values can be null")),

    PORTS_ARE_INTERFACES(root -> classes()
            .that()
            .resideInAPackage(root + ".domain.port..")
            .and()
            .areTopLevelClasses()
            .should()
            .beInterfaces()
            .because("an application that embeds or extends the product has its own implementation")),

    IMPLEMENTATIONS_OF_PORTS_ARE_FINAL_AND_HIDDEN(root -> classes()
            .that()
            .resideOutsideOfPackage(root + ".domain..")
            .and(implement(resideInAPackage(root + ".domain.port..").as("a port")))
            .should(be(describe("final, or sealed and abstract", ArchitectureRule::isClosed)))
            .andShould(be(belongToAnEntryPoint(root)
                    .or(not(modifier(JavaModifier.PUBLIC)))
                    .or(areInternal(root))
                    .as("hidden or an entry point")))
            .because("callers use the port, and no class inherits from its implementation")),

    // State

    DOMAIN_TYPES_ARE_CLOSED(root -> classes()
            .that()
            .resideInAPackage(root + ".domain..")
            .should(be(describe("final, an interface, an enum, or sealed and abstract", ArchitectureRule::isClosed)))
            .because("a subclass could violate the contract of a type of the domain")),

    DOMAIN_FIELDS_ARE_FINAL(root -> fields().that()
            .areDeclaredInClassesThat()
            .resideInAPackage(root + ".domain..")
            .and()
            .areDeclaredInClassesThat(not(builders()))
            .and()
            .areDeclaredInClassesThat(not(parsers(root)))
            .and()
            .areDeclaredInClassesThat(not(assignableTo("jakarta.validation.ConstraintValidator")))
            .should()
            .beFinal()
            .because(
                    "values are shared between threads; only a builder, a parser within one call, and a validator while its"
                            + " provider sets it up may change")),

    STATIC_FIELDS_ARE_FINAL(root -> fields().that()
            .areStatic()
            .should()
            .beFinal()
            .because("two servers or two libraries in one process must be independent")),

    NO_FIELD_IS_INJECTED(root -> noFields()
            .should(be(describe("injected", ArchitectureRule::isInjected)))
            .because("an object is complete when its constructor returns, without a container")),

    // Time and side effects

    ONLY_THE_APPLICATION_ENTRY_POINT_ASKS_THE_SYSTEM_CLOCK(root -> noClasses()
            .that()
            .doNotHaveFullyQualifiedName(root + ".application.ExecutionSessions")
            .and()
            .doNotHaveFullyQualifiedName(root + ".application.ExecutionSessions$Builder")
            .should()
            .accessTargetWhere(asking("the system clock", ArchitectureRule::isSystemClock))
            .because("a test must be able to set the time")),

    NOTHING_WRITES_TO_STANDARD_STREAMS(root -> noClasses()
            .should()
            .accessTargetWhere(describe("the target is System.out or System.err", ArchitectureRule::isStandardStream))
            .because("libraries log through SLF4J, and the command line writes to the writers that its caller chose")),

    NOTHING_PRINTS_STACK_TRACES(root -> noClasses()
            .should()
            .accessTargetWhere(asking("Throwable.printStackTrace", ArchitectureRule::isStackTracePrinter))
            .because("a failure must be returned, logged or rethrown; a printed stack trace is in no log")),

    NOTHING_KNOWS_JAVA_UTIL_LOGGING(root -> noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.logging..")
            .because("the operator configures one logging system, through SLF4J")),

    // Names

    NAMES_SAY_WHAT_A_CLASS_IS(root -> noClasses()
            .should()
            .haveNameMatching(".*(Impl(?!\\p{Lower}).*|Utils?|Helper|Manager)")
            .because("a class without a specific name has no clear task"));

    private final Function<String, ArchRule> statement;

    ArchitectureRule(Function<String, ArchRule> statement) {
        this.statement = statement;
    }

    /** States the rule for the modules below a root package. */
    ArchRule below(String root) {
        return statement.apply(root);
    }

    private static String[] below(String root, String... names) {
        return Stream.of(names).map(name -> root + "." + name).toArray(String[]::new);
    }

    /** A module may know itself, some packages of ours and some of others, and nothing else. */
    private static ArchRule allowList(String root, String module, List<String> ours, String... others) {
        return classes()
                .that()
                .resideInAPackage(root + "." + module + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(Stream.of(
                                Stream.of(below(root, module + "..")),
                                Stream.of(below(root, ours.toArray(String[]::new))),
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

    /** Of a package that is named internal, which no other module may use. */
    private static DescribedPredicate<JavaClass> areInternal(String root) {
        return resideInAnyPackage(
                below(root, "application.internal..", "http.internal..", "jdbi.internal..", "bootstrap.internal.."));
    }

    /** Settings of an entry point. */
    private static DescribedPredicate<JavaClass> areSettings(String root) {
        return resideInAnyPackage(below(root, "http.config..", "jdbi.config.."));
    }

    /** The one public class of each module outside the domain, and the types that are nested in it. */
    private static DescribedPredicate<JavaClass> belongToAnEntryPoint(String root) {
        Set<String> entryPoints = Set.of(below(
                root,
                "application.ExecutionSessions",
                "http.ExecutionSessionHttpServer",
                "jdbi.JdbiExecutionSessionStore",
                "storecontract.ExecutionSessionStoreContract",
                "bootstrap.Main"));
        return describe(
                "belong to an entry point",
                type -> entryPoints.contains(type.getName().split("\\$", 2)[0]));
    }

    /**
     * Records and most enums are final; only an enum whose constants have bodies is not, and neither is what the compiler
     * makes of a switch.
     */
    private static boolean isClosed(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.FINAL)
                || type.isInterface()
                || type.isEnum()
                || type.getModifiers().contains(JavaModifier.SYNTHETIC)
                || type.isSealed() && type.getModifiers().contains(JavaModifier.ABSTRACT);
    }

    /** They hold their position in a text; their constructors are private, so none leaves the call that parses. */
    private static DescribedPredicate<JavaClass> parsers(String root) {
        return describe(
                "parsers that nobody else can make",
                type -> type.getPackageName().equals(root + ".domain.query.text")
                        && type.getConstructors().stream()
                                .allMatch(made -> made.getModifiers().contains(JavaModifier.PRIVATE)));
    }

    private static DescribedPredicate<JavaClass> builders() {
        return describe(
                "builders", type -> type.isMemberClass() && type.getSimpleName().equals("Builder"));
    }

    /** By name: bootstrap itself does not use the annotation. */
    private static boolean isNullMarked(JavaClass type) {
        return type.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked");
    }

    /** By name: we depend on no injection framework whose annotations could be compared. */
    private static boolean isInjected(JavaField field) {
        Set<String> injections = Set.of("Autowired", "Inject", "Resource");
        return field.getAnnotations().stream()
                .anyMatch(annotation ->
                        injections.contains(annotation.getRawType().getSimpleName()));
    }

    /** Calls and method references alike; ArchUnit's own callMethod sees only the former. */
    private static DescribedPredicate<JavaAccess<?>> asking(String whom, Predicate<CodeUnitAccessTarget> asked) {
        return describe(
                "the target is " + whom,
                access -> access.getTarget() instanceof CodeUnitAccessTarget target && asked.test(target));
    }

    private static boolean isSystemClock(CodeUnitAccessTarget target) {
        JavaClass owner = target.getOwner();
        String name = target.getName();
        boolean takesClock = target.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Clock.class));
        if (owner.getPackageName().startsWith("java.time")) {
            return !takesClock && (name.equals("now") || name.startsWith("system") || name.startsWith("tick"));
        }
        return owner.isEquivalentTo(System.class) && name.equals("currentTimeMillis")
                || owner.isEquivalentTo(Date.class)
                        && target.getName().equals(CONSTRUCTOR_NAME)
                        && target.getRawParameterTypes().isEmpty();
    }

    private static boolean isStandardStream(JavaAccess<?> access) {
        return access.getTargetOwner().isEquivalentTo(System.class)
                && Set.of("out", "err").contains(access.getName());
    }

    private static boolean isStackTracePrinter(CodeUnitAccessTarget target) {
        return target.getOwner().isAssignableTo(Throwable.class)
                && target.getName().equals("printStackTrace");
    }
}
