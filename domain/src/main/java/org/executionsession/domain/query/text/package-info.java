/** Filters, orders, ids and dates as texts, in the syntax of QRS. */
package org.executionsession.domain.query.text;
