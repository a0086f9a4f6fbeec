/** How executions are written. Everything here may change. */
@NullMarked
package org.executionsession.recorder.internal;

import org.jspecify.annotations.NullMarked;
