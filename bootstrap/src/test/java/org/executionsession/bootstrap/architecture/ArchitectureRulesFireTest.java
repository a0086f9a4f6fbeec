package org.executionsession.bootstrap.architecture;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Proves that every rule finds what breaks it, and nothing else: a rule that cannot fail would let everything pass. The
 * package {@code violating} mirrors the modules; beside the classes that break a rule it has such as only seem to.
 */
class ArchitectureRulesFireTest {

    private static final String ROOT = ArchitectureRulesFireTest.class.getPackageName() + ".violating";

    private static final JavaClasses VIOLATING = new ClassFileImporter().importPackages(ROOT);

    private static final Map<ArchitectureRule, List<String>> CULPRITS = Map.ofEntries(
            entry(
                    DependencyRule.DEPENDENCIES_POINT_INWARDS,
                    List.of(
                            "elsewhere.BelongsToNoModule",
                            "domain.exception.KnowsTheApplication",
                            "application.KnowsTheBootstrap",
                            "http.KnowsTheOtherAdapter",
                            "jdbi.KnowsTheApplication",
                            "storecontract.KnowsTheApplication",
                            "spring.KnowsTheBootstrap",
                            "recorder.KnowsTheJdbiAdapter",
                            "history.KnowsTheBootstrap",
                            "quartz.KnowsTheApplication",
                            "dbscheduler.KnowsTheApplication",
                            "springbatch.KnowsTheJdbiAdapter")),
            entry(DependencyRule.RECORDS_DO_NOT_KNOW_PORTS, List.of("domain.model.KnowsAPort")),
            entry(
                    DependencyRule.PORTS_OF_ONE_SIDE_DO_NOT_KNOW_THE_OTHER,
                    List.of("domain.port.inbound.KnowsTheOtherSide")),
            entry(
                    DependencyRule.INTERNALS_STAY_IN_THEIR_MODULE,
                    List.of("bootstrap.KnowsAnInternalOfHttp", "spring.KnowsAnInternalOfJdbi")),
            entry(
                    DependencyRule.PACKAGES_OF_ADAPTERS_ARE_LAYERED,
                    List.of("http.internal.json.KnowsAnEndpoint", "jdbi.internal.sql.KnowsARecord")),
            entry(
                    DependencyRule.PACKAGES_FORM_NO_CYCLES,
                    List.of("domain.model.KnowsItsConstraint", "domain.constraint.KnowsItsModel")),
            entry(
                    DependencyRule.DOMAIN_KNOWS_ONLY_THE_LANGUAGE_AND_CONSTRAINTS,
                    List.of(
                            "domain.model.KnowsSql",
                            "domain.model.KnowsJackson",
                            "domain.exception.KnowsTheApplication")),
            entry(
                    DependencyRule.APPLICATION_KNOWS_ONLY_THE_DOMAIN_AND_ITS_VALIDATOR,
                    List.of("application.KnowsTheCommandLine", "application.KnowsTheBootstrap")),
            entry(
                    DependencyRule.STORE_CONTRACT_KNOWS_ONLY_THE_DOMAIN_AND_TEST_LIBRARIES,
                    List.of("storecontract.KnowsTheApplication")),
            entry(
                    DependencyRule.HTTP_ADAPTER_KNOWS_ONLY_INBOUND_PORTS,
                    List.of("http.KnowsAnOutboundPort", "http.KnowsTheOtherAdapter", "http.LogsPastTheFacade")),
            entry(
                    DependencyRule.JDBI_ADAPTER_KNOWS_ONLY_OUTBOUND_PORTS,
                    List.of("jdbi.KnowsAnInboundPort", "jdbi.KnowsTheApplication")),
            entry(DependencyRule.BOOTSTRAP_KNOWS_THE_MODULES_AND_THE_COMMAND_LINE, List.of("bootstrap.KnowsJackson")),
            entry(
                    DependencyRule.THE_HTTP_CLIENT_KNOWS_ONLY_JETTY,
                    List.of("bootstrap.internal.client.KnowsTheCommandLine")),
            entry(
                    DependencyRule.WEBHOOKS_KNOW_THE_DOMAIN_AND_THE_HTTP_CLIENT,
                    List.of("bootstrap.internal.webhook.KnowsTheCommandLine")),
            entry(
                    DependencyRule.NOTIFICATIONS_KNOW_THE_DOMAIN_AND_THE_HTTP_CLIENT,
                    List.of("bootstrap.internal.notification.KnowsTheCommandLine")),
            entry(
                    DependencyRule.INTEGRATIONS_KNOW_ONLY_PUBLIC_APIS,
                    List.of("spring.KnowsAnInternalOfJdbi", "spring.KnowsTheBootstrap", "spring.KnowsTheCommandLine")),
            entry(DependencyRule.RECORDER_KNOWS_THE_INBOUND_PORTS, List.of("recorder.KnowsTheJdbiAdapter")),
            entry(DependencyRule.HISTORY_KNOWS_THE_STORE_AND_THE_RECORDER, List.of("history.KnowsTheBootstrap")),
            entry(DependencyRule.QUARTZ_ADAPTER_KNOWS_THE_RECORDER, List.of("quartz.KnowsTheApplication")),
            entry(DependencyRule.DB_SCHEDULER_ADAPTER_KNOWS_THE_RECORDER, List.of("dbscheduler.KnowsTheApplication")),
            entry(DependencyRule.SPRING_BATCH_ADAPTER_KNOWS_THE_RECORDER, List.of("springbatch.KnowsTheJdbiAdapter")),
            entry(
                    TypeRule.ONLY_THE_DOMAIN_AND_ENTRY_POINTS_ARE_PUBLIC,
                    List.of("application.PublicUseCase", "http.HidesAPublicType$Hidden")),
            // No package here has @NullMarked: all public types outside of internal packages break the rule.
            entry(
                    TypeRule.API_PACKAGES_ARE_NULL_MARKED,
                    List.of(
                            "application.ExecutionSessions",
                            "application.PublicUseCase",
                            "domain.constraint.Named",
                            "domain.exception.SealedRoot",
                            "domain.model.KnowsItsConstraint",
                            "domain.model.Thing",
                            "domain.port.inbound.AskForThing",
                            "domain.port.outbound.KeepThing",
                            "http.ExecutionSessionHttpServer",
                            "jdbi.JdbiExecutionSessionStore")),
            entry(TypeRule.PORTS_ARE_INTERFACES, List.of("domain.port.inbound.ConcretePort")),
            entry(
                    TypeRule.IMPLEMENTATIONS_OF_PORTS_ARE_FINAL_AND_HIDDEN,
                    List.of("application.PublicUseCase", "jdbi.InheritableStore")),
            entry(
                    TypeRule.DOMAIN_TYPES_ARE_CLOSED,
                    List.of("domain.model.InheritableValue", "domain.exception.UnsealedRoot")),
            entry(TypeRule.DOMAIN_FIELDS_ARE_FINAL, List.of("domain.model.MutableValue")),
            entry(TypeRule.STATIC_FIELDS_ARE_FINAL, List.of("jdbi.CountsInAStaticField")),
            entry(TypeRule.NO_FIELD_IS_INJECTED, List.of("domain.model.HasAnInjectedField")),
            entry(
                    SideEffectRule.ONLY_ENTRY_POINTS_ASK_THE_SYSTEM_CLOCK,
                    List.of(
                            "application.MakesASystemClock",
                            "bootstrap.ReadsMilliseconds",
                            "domain.model.MakesADate",
                            "http.AsksForToday",
                            "jdbi.HandsNowOn")),
            entry(
                    SideEffectRule.NOTHING_WRITES_TO_STANDARD_STREAMS,
                    List.of("bootstrap.WritesToStandardOutput", "http.WritesToStandardError")),
            entry(
                    SideEffectRule.NOTHING_PRINTS_STACK_TRACES,
                    List.of("application.PrintsAStackTrace", "jdbi.HandsAStackTracePrinterOn")),
            entry(SideEffectRule.NOTHING_KNOWS_JAVA_UTIL_LOGGING, List.of("http.LogsPastTheFacade")),
            entry(
                    TypeRule.NAMES_SAY_WHAT_A_CLASS_IS,
                    List.of(
                            "application.NamesThatSayNothing$ThingImpl",
                            "application.NamesThatSayNothing$ThingImplV2",
                            "application.NamesThatSayNothing$ThingUtil",
                            "application.NamesThatSayNothing$ThingUtils",
                            "application.NamesThatSayNothing$ThingHelper",
                            "application.NamesThatSayNothing$ThingManager")));

    @ParameterizedTest
    @MethodSource("org.executionsession.bootstrap.architecture.ArchitectureRule#all")
    void eachRule_namesExactlyItsViolations(ArchitectureRule rule) {
        List<String> culprits = CULPRITS.getOrDefault(rule, List.of()).stream()
                .map(name -> ROOT + "." + name)
                .toList();
        List<String> violations =
                rule.below(ROOT).evaluate(VIOLATING).getFailureReport().getDetails();

        assertThat(culprits).as("classes that break the rule").isNotEmpty();
        assertThat(culprits).allSatisfy(culprit -> assertThat(violations).anyMatch(text -> names(text, culprit)));
        assertThat(violations).allSatisfy(text -> assertThat(culprits).anyMatch(culprit -> names(text, culprit)));
    }

    @Test
    void aMissingModule_isAViolation() {
        JavaClasses domain = new ClassFileImporter().importPackages(ROOT + ".domain");

        assertThat(DependencyRule.DEPENDENCIES_POINT_INWARDS
                        .below(ROOT)
                        .evaluate(domain)
                        .getFailureReport()
                        .getDetails())
                .contains(
                        "Layer 'store-contract' is empty",
                        "Layer 'application' is empty",
                        "Layer 'adapter-http' is empty",
                        "Layer 'adapter-jdbi' is empty",
                        "Layer 'bootstrap' is empty",
                        "Layer 'spring-boot-starter' is empty",
                        "Layer 'recorder' is empty",
                        "Layer 'history' is empty",
                        "Layer 'adapters of schedulers' is empty");
    }

    /** As the subject of the violation, or of a line of it: what it depends on is named later in the line. */
    private static boolean names(String violation, String culprit) {
        return violation.lines().anyMatch(line -> line.matches("[^<]*<" + Pattern.quote(culprit) + "[.>].*"));
    }
}
