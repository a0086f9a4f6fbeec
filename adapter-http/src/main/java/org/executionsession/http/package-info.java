/** The HTTP server: the QRS wire contract on top of the inbound ports. */
package org.executionsession.http;
