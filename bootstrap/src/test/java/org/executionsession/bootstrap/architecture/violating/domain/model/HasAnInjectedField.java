package org.executionsession.bootstrap.architecture.violating.domain.model;

/** Breaks NO_FIELD_IS_INJECTED. */
final class HasAnInjectedField {
    @Inject
    private final String name = "";

    @Override
    public String toString() {
        return name;
    }
}
