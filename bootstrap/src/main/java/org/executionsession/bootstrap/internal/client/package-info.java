/** The HTTP client that calls other servers, whose responses it does not trust. */
package org.executionsession.bootstrap.internal.client;
