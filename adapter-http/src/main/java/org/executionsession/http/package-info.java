/** The HTTP server: the QRS wire contract on top of the inbound ports. */
@NullMarked
package org.executionsession.http;

import org.jspecify.annotations.NullMarked;
