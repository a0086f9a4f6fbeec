package org.executionsession.bootstrap.architecture;

import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;

/**
 * The architecture, rule by rule: a hexagon of five modules, the contract of a store, and integrations that use the modules from outside.
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
sealed interface ArchitectureRule permits DependencyRule, TypeRule, SideEffectRule {

    /** Returns the rules of all subjects. */
    static Stream<ArchitectureRule> all() {
        return Stream.<ArchitectureRule[]>of(DependencyRule.values(), TypeRule.values(), SideEffectRule.values())
                .flatMap(Stream::of);
    }

    /** States the rule for the modules below a root package. */
    ArchRule below(String root);

    /** Returns the full names of packages or types that are below a root package. */
    static String[] packages(String root, String... names) {
        return Stream.of(names).map(name -> root + "." + name).toArray(String[]::new);
    }
}
