package org.executionsession.bootstrap.architecture.violating.domain.model;

import org.executionsession.bootstrap.architecture.violating.domain.constraint.Named;

/** Breaks PACKAGES_FORM_NO_CYCLES, together with KnowsItsModel. */
@Named
public record KnowsItsConstraint(String name) {}
