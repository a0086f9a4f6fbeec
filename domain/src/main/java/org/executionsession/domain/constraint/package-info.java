/** Validation constraints that the validation API does not provide. */
@NullMarked
package org.executionsession.domain.constraint;

import org.jspecify.annotations.NullMarked;
