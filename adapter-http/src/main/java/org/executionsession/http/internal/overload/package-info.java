/** Limits on connections, requests, bodies and memory. */
package org.executionsession.http.internal.overload;
