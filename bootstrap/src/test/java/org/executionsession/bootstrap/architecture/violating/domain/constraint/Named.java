package org.executionsession.bootstrap.architecture.violating.domain.constraint;

/** Innocent: stands for a constraint. */
public @interface Named {}
