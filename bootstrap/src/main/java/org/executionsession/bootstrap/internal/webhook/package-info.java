/** Executes tasks by signed HTTP calls, as Standard Webhooks define them. */
package org.executionsession.bootstrap.internal.webhook;
