/** Waits for changes, and streams of events. */
package org.executionsession.http.internal.watch;
