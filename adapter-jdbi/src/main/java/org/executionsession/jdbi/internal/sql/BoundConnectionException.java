package org.executionsession.jdbi.internal.sql;

/** The data source has handed out a connection that takes part in a transaction of the application. */
public final class BoundConnectionException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private BoundConnectionException(String message) {
        super(message);
    }

    /** Returns the exception for a store that would commit the transaction. */
    static BoundConnectionException atUse() {
        return new BoundConnectionException(
                "the data source binds its connections to the transactions of the application,"
                        + " which the store would commit; open the store with a data source that does not, or set hostTransactions"
                        + " of its builder so that it takes part in them");
    }

    /** Returns the exception for a store that is opened in a transaction, which its migrations would commit. */
    static BoundConnectionException atOpen() {
        return new BoundConnectionException("the calling thread is in a transaction to which the data source binds its"
                + " connections; open the store outside of a transaction");
    }
}
