package org.executionsession.bootstrap.architecture.violating.domain.model;

/** Innocent: a builder may change. */
public record Thing(String name) {
    public static Builder builder() {
        return new Builder();
    }

    public static final class Builder {
        private String name;

        private Builder() {}

        public Builder name(String given) {
            name = given;
            return this;
        }

        public Thing build() {
            return new Thing(name);
        }
    }
}
