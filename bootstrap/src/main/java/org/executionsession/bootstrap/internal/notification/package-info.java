/** Sends notifications of changes by signed HTTP calls of URLs that callers choose. */
package org.executionsession.bootstrap.internal.notification;
