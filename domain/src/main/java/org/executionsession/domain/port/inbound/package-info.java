/** The inbound ports: the use cases that adapters and embedding applications call. */
@NullMarked
package org.executionsession.domain.port.inbound;

import org.jspecify.annotations.NullMarked;
