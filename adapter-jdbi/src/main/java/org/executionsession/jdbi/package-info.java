/** The outbound store port on a relational database. */
@NullMarked
package org.executionsession.jdbi;

import org.jspecify.annotations.NullMarked;
