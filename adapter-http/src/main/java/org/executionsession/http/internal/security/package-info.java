/** Authentication of callers, hosts, cross-site requests and TLS. */
package org.executionsession.http.internal.security;
