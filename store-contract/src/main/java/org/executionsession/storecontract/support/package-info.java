/** Random drafts, filters and orders for property-based tests. */
package org.executionsession.storecontract.support;
