/** Validation constraints that the validation API does not provide. */
package org.executionsession.domain.constraint;
