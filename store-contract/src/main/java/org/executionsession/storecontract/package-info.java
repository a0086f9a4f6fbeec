/** The contract of a store: a test suite that every store must pass. */
@NullMarked
package org.executionsession.storecontract;

import org.jspecify.annotations.NullMarked;
