/** Parsers and formatters for filters, orders, ids and dates in the syntax of QRS. */
@NullMarked
package org.executionsession.domain.query.text;

import org.jspecify.annotations.NullMarked;
