/** The heap of the process: what keeps it from being full, and what happens when it is. */
package org.executionsession.bootstrap.internal.memory;
