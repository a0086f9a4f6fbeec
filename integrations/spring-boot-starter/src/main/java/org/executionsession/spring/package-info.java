/** Auto-configuration for Spring Boot, and transactions of Spring for applications with or without it. */
@NullMarked
package org.executionsession.spring;

import org.jspecify.annotations.NullMarked;
