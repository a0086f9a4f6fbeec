package org.executionsession.jdbi.support;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import org.executionsession.jdbi.config.HostTransactions;

/** The transactions of JTA. docs/embedding.md has this class, and a test compares them. */
class JtaTransactions implements HostTransactions {

    private final TransactionSynchronizationRegistry transactions;

    JtaTransactions(TransactionSynchronizationRegistry transactions) {
        this.transactions = transactions;
    }

    @Override
    public boolean isActive() {
        return transactions.getTransactionStatus() != Status.STATUS_NO_TRANSACTION;
    }

    @Override
    public void afterCommit(Runnable action) {
        transactions.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {}

            @Override
            public void afterCompletion(int status) {
                if (status == Status.STATUS_COMMITTED) {
                    action.run();
                }
            }
        });
    }
}
