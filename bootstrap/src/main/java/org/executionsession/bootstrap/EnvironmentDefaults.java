package org.executionsession.bootstrap;

import java.lang.reflect.AnnotatedElement;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Option;

/**
 * Reads the environment variable that an option declares as its default, such as {@code ${env:NAME:-7}}. Picocli itself
 * would replace {@code $$} and {@code ${...}} in the value of the variable as well.
 *
 * @param environment the variables of the process by their names
 */
record EnvironmentDefaults(Map<String, String> environment) implements IDefaultValueProvider {

    private static final Pattern DECLARED = Pattern.compile("\\$\\{env:(\\w+)(?::-.*)?}");

    /**
     * Returns null if the option has no variable or the variable is not set; picocli then uses the declared default.
     */
    @Override
    public String defaultValue(ArgSpec argument) {
        Option option =
                argument.userObject() instanceof AnnotatedElement element ? element.getAnnotation(Option.class) : null;
        Matcher declared = DECLARED.matcher(option == null ? "" : option.defaultValue());
        String value = declared.matches() ? environment.get(declared.group(1)) : null;
        // Picocli replaces $$ by $ in what this returns.
        return value == null ? null : value.replace("$", "$$");
    }
}
