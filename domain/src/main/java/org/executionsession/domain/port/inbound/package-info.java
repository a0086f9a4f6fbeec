/** The inbound ports: the use cases that adapters and embedding applications call. */
package org.executionsession.domain.port.inbound;
