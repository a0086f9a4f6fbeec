@NullMarked
package org.executionsession.application.internal.run;

import org.jspecify.annotations.NullMarked;
