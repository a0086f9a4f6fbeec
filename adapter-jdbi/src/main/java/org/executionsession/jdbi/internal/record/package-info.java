/** The stores of sessions, results, details, selections and idempotency keys. */
package org.executionsession.jdbi.internal.record;
