/** The closed set of ways in which a use case or a store refuses. */
package org.executionsession.domain.exception;
