/** Parsers and formatters for filters, orders, ids and dates in the syntax of QRS. */
package org.executionsession.domain.query.text;
