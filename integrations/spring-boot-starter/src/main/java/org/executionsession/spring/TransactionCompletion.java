package org.executionsession.spring;

import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Marks transactions that are being committed. In the callback {@code afterCommit}, Spring still reports the transaction as active,
 * and its connection is still bound, but nothing commits what is written with it.
 */
final class TransactionCompletion implements TransactionExecutionListener {

    private static final TransactionSynchronization MARK = new TransactionSynchronization() {};

    /** Is called after the callbacks before the commit. */
    @Override
    public void beforeCommit(TransactionExecution transaction) {
        // Transactions of other resources in a transaction share its synchronizations; their end is not its end.
        if (transaction instanceof DefaultTransactionStatus status && status.isNewSynchronization()) {
            TransactionSynchronizationManager.registerSynchronization(MARK);
        }
    }

    /** Returns whether the transaction of the calling thread, which must have synchronizations, is or was being committed. */
    static boolean hasBegun() {
        return TransactionSynchronizationManager.getSynchronizations().contains(MARK);
    }
}
