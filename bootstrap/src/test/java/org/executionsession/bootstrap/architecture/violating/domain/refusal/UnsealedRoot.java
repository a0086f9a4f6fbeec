package org.executionsession.bootstrap.architecture.violating.domain.refusal;

/** Breaks DOMAIN_TYPES_ARE_CLOSED. */
abstract class UnsealedRoot {}
