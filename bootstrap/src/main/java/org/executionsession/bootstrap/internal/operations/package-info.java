/** Metrics and readiness. */
package org.executionsession.bootstrap.internal.operations;
