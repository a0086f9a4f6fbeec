/** Requests that are executed once, however often they are sent. */
package org.executionsession.domain.idempotency;
