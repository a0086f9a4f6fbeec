package org.executionsession.bootstrap.architecture.violating.domain.model;

/** Breaks DOMAIN_FIELDS_ARE_FINAL. */
final class MutableValue {
    private String name;

    void rename(String given) {
        name = given;
    }

    @Override
    public String toString() {
        return name;
    }
}
