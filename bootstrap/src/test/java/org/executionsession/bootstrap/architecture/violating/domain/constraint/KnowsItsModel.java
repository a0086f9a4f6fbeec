package org.executionsession.bootstrap.architecture.violating.domain.constraint;

import org.executionsession.bootstrap.architecture.violating.domain.model.KnowsItsConstraint;

/** Breaks PACKAGES_FORM_NO_CYCLES, together with KnowsItsConstraint. */
record KnowsItsModel(KnowsItsConstraint model) {}
