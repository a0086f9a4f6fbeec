/** Settings of the server. */
@NullMarked
package org.executionsession.http.config;

import org.jspecify.annotations.NullMarked;
