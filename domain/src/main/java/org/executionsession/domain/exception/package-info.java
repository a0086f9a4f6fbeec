/** The closed set of ways in which a use case or a store rejects. */
package org.executionsession.domain.exception;
