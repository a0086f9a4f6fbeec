/** What can be done with execution sessions: called by adapters and embedding applications. */
package org.executionsession.domain.port.inbound;
