package org.executionsession.bootstrap.architecture.violating.domain.model;

/** Breaks DOMAIN_TYPES_ARE_CLOSED. */
class InheritableValue {}
