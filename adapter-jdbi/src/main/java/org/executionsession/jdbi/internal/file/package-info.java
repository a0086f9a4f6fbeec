/** The file of an H2 database in this process. */
@NullMarked
package org.executionsession.jdbi.internal.file;

import org.jspecify.annotations.NullMarked;
