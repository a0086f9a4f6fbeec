package org.executionsession.bootstrap.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaConstructor.CONSTRUCTOR_NAME;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.Date;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Who asks for the time, and who writes to where. */
enum SideEffectRule implements ArchitectureRule {
    ONLY_ENTRY_POINTS_ASK_THE_SYSTEM_CLOCK(root -> noClasses()
            .that()
            .doNotHaveFullyQualifiedName(root + ".application.ExecutionSessions")
            .and()
            .doNotHaveFullyQualifiedName(root + ".application.ExecutionSessions$Builder")
            .and()
            .doNotHaveFullyQualifiedName(root + ".bootstrap.StandaloneServer")
            .and()
            .doNotHaveFullyQualifiedName(root + ".recorder.ExecutionRecorder$Builder")
            .should()
            .accessTargetWhere(asking("the system clock", SideEffectRule::isSystemClock))
            .because("a test must be able to set the time")),

    NOTHING_WRITES_TO_STANDARD_STREAMS(root -> noClasses()
            .should()
            .accessTargetWhere(describe("the target is System.out or System.err", SideEffectRule::isStandardStream))
            .because("libraries log through SLF4J, and the command line writes to the writers that its caller chose")),

    /** The recorder stores the stack of a job's exception. */
    NOTHING_PRINTS_STACK_TRACES(root -> noClasses()
            .that()
            .doNotHaveFullyQualifiedName(root + ".recorder.ExceptionText")
            .should()
            .accessTargetWhere(asking("Throwable.printStackTrace", SideEffectRule::isStackTracePrinter))
            .because("a failure must be returned, logged or rethrown; a printed stack trace is in no log")),

    NOTHING_KNOWS_JAVA_UTIL_LOGGING(root -> noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.logging..")
            .because("the operator configures one logging system, through SLF4J"));

    private final Function<String, ArchRule> statement;

    SideEffectRule(Function<String, ArchRule> statement) {
        this.statement = statement;
    }

    @Override
    public ArchRule below(String root) {
        return statement.apply(root);
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
