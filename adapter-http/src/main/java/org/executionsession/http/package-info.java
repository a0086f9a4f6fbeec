/** The QRS wire contract in front of the inbound ports. */
package org.executionsession.http;
