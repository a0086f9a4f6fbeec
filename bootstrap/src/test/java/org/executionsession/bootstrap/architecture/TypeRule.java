package org.executionsession.bootstrap.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.implement;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.executionsession.bootstrap.architecture.ArchitectureRule.packages;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.function.Function;

/** Which types are visible, what state they have, and their names. */
enum TypeRule implements ArchitectureRule {

    // Visibility

    ONLY_THE_DOMAIN_AND_ENTRY_POINTS_ARE_PUBLIC(root -> classes()
            .that()
            .resideOutsideOfPackage(root + ".domain..")
            .and(not(belongToAnEntryPoint(root)))
            .and(not(resideInAPackage(root + ".recorder")))
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
            .resideInAnyPackage(packages(
                    root,
                    "domain..",
                    "application..",
                    "http..",
                    "jdbi..",
                    "storecontract..",
                    "spring..",
                    "recorder..",
                    "history..",
                    "quartz..",
                    "dbscheduler..",
                    "springbatch.."))
            .and(not(areInternal(root)))
            .should(be(describe("in a package with @NullMarked", TypeRule::isNullMarked)))
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
            .should(be(describe("final, or sealed and abstract", TypeRule::isClosed)))
            .andShould(be(belongToAnEntryPoint(root)
                    .or(not(modifier(JavaModifier.PUBLIC)))
                    .or(areInternal(root))
                    .as("hidden or an entry point")))
            .because("callers use the port, and no class inherits from its implementation")),

    // State

    DOMAIN_TYPES_ARE_CLOSED(root -> classes()
            .that()
            .resideInAPackage(root + ".domain..")
            .should(be(describe("final, an interface, an enum, or sealed and abstract", TypeRule::isClosed)))
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
            .should(be(describe("injected", TypeRule::isInjected)))
            .because("an object is complete when its constructor returns, without a container")),

    // Names

    NAMES_SAY_WHAT_A_CLASS_IS(root -> noClasses()
            .should()
            .haveNameMatching(".*(Impl(?!\\p{Lower}).*|Utils?|Helper|Manager)")
            .because("a class without a specific name has no clear task"));

    private final Function<String, ArchRule> statement;

    TypeRule(Function<String, ArchRule> statement) {
        this.statement = statement;
    }

    @Override
    public ArchRule below(String root) {
        return statement.apply(root);
    }

    /** Of a package that is named internal, which no other module may use. */
    private static DescribedPredicate<JavaClass> areInternal(String root) {
        return resideInAnyPackage(
                packages(root, "application.internal..", "http.internal..", "jdbi.internal..", "bootstrap.internal.."));
    }

    /** Settings of an entry point. */
    private static DescribedPredicate<JavaClass> areSettings(String root) {
        return resideInAnyPackage(packages(root, "http.config..", "jdbi.config.."));
    }

    /** The public classes of each module outside the domain, and the types that are nested in it. */
    private static DescribedPredicate<JavaClass> belongToAnEntryPoint(String root) {
        Set<String> entryPoints = Set.of(packages(
                root,
                "application.ExecutionSessions",
                "application.Housekeeping",
                "http.ExecutionSessionHttpServer",
                "jdbi.JdbiExecutionSessionStore",
                "jdbi.H2File",
                "jdbi.SchemaScript",
                "storecontract.ExecutionSessionStoreContract",
                "bootstrap.Main",
                // The application can replace their beans, or exclude them by name.
                "spring.ExecutionSessionsAutoConfiguration",
                "spring.ExecutionSessionsHealthAutoConfiguration",
                "spring.ExecutionSessionsHttpAutoConfiguration",
                "spring.ExecutionSessionsMetricsAutoConfiguration",
                "spring.ExecutionSessionsRecorderAutoConfiguration",
                "quartz.QuartzRecorderAutoConfiguration",
                "dbscheduler.DbSchedulerRecorderAutoConfiguration",
                "spring.ExecutionSessionsProperties",
                "spring.HousekeepingLifecycle",
                "spring.HttpServerLifecycle",
                "spring.SpringTransactions",
                "dbscheduler.DbSchedulerRecorder",
                "history.ExecutionHistory",
                "quartz.QuartzRecorder",
                // Quartz creates it.
                "quartz.QuartzRecorderPlugin",
                "springbatch.RecordingJobListener",
                "springbatch.RecordingOfAllJobs",
                "springbatch.SpringBatchRecorderAutoConfiguration"));
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
}
