/** Names and addresses of hosts. */
package org.executionsession.http.internal.host;
