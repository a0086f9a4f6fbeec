/** Auto-configuration for Spring Boot. */
@NullMarked
package org.executionsession.spring;

import org.jspecify.annotations.NullMarked;
