/** Requests that are executed once, however often they are sent. */
@NullMarked
package org.executionsession.domain.idempotency;

import org.jspecify.annotations.NullMarked;
