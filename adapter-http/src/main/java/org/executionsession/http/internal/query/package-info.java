/** Query parameters, filters, orders and table definitions. */
package org.executionsession.http.internal.query;
