/** Settings of the store. */
@NullMarked
package org.executionsession.jdbi.config;

import org.jspecify.annotations.NullMarked;
