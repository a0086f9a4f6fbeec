/** The contract of a store: a test suite that every store must pass. */
package org.executionsession.storecontract;
