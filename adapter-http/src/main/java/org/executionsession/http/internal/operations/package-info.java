/** Request ids, access log, response headers and error responses of Jetty. */
package org.executionsession.http.internal.operations;
