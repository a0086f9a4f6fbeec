package org.executionsession.bootstrap.architecture.violating.application;

/** Breaks NAMES_SAY_WHAT_A_CLASS_IS. */
final class NamesThatSayNothing {
    static final class ThingImpl {}

    static final class ThingImplV2 {}

    static final class ThingUtil {}

    static final class ThingUtils {}

    static final class ThingHelper {}

    static final class ThingManager {}
}
