package org.executionsession.bootstrap.architecture.violating.domain.exception;

/** Breaks DOMAIN_TYPES_ARE_CLOSED. */
abstract class UnsealedRoot {}
