/**
 * The queryable properties as typed constants: filters and orders that the compiler checks.
 *
 * <p>{@link org.executionsession.domain.query.QueryableProperties} stays the one list of the properties. The constants look up
 * their property there, and a test holds both against each other.
 */
@NullMarked
package org.executionsession.domain.query.typed;

import org.jspecify.annotations.NullMarked;
