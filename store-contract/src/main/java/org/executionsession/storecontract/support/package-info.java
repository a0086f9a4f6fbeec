/** Random drafts, filters and orders for property-based tests. */
@NullMarked
package org.executionsession.storecontract.support;

import org.jspecify.annotations.NullMarked;
