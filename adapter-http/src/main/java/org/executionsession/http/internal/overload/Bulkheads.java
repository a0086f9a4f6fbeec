package org.executionsession.http.internal.overload;

/**
 * What bounds requests that take more than others.
 *
 * @param lists lists and tables
 * @param counts counts
 * @param many requests to record many entities
 * @param selections whatever is done with a selection
 * @param largeAnswers other responses that are large
 */
public record Bulkheads(Bulkhead lists, Bulkhead counts, Bulkhead many, Bulkhead selections, Bulkhead largeAnswers) {

    static Bulkheads of(int requestsAtOnce) {
        return new Bulkheads(
                Bulkhead.lists(requestsAtOnce),
                Bulkhead.expensive("counts", requestsAtOnce),
                Bulkhead.expensive("bulk creations", requestsAtOnce),
                Bulkhead.expensive("selections", requestsAtOnce),
                Bulkhead.largeAnswers(requestsAtOnce));
    }

    boolean areWaitedFor() {
        return lists.isWaitedFor()
                || counts.isWaitedFor()
                || many.isWaitedFor()
                || selections.isWaitedFor()
                || largeAnswers.isWaitedFor();
    }
}
