package org.executionsession.http.internal.overload;

/**
 * The limits of expensive requests.
 *
 * @param lists lists and tables
 * @param counts counts
 * @param many bulk creations
 * @param selections all requests on selections
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
