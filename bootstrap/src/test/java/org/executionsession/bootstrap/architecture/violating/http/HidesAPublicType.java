package org.executionsession.bootstrap.architecture.violating.http;

/** Breaks ONLY_THE_DOMAIN_AND_ENTRY_POINTS_ARE_PUBLIC. */
final class HidesAPublicType {
    public record Hidden(String name) {}
}
