package org.executionsession.http.internal.overload;

/**
 * The limits of expensive requests.
 *
 * @param reads reads of single entities
 * @param lists lists and tables
 * @param counts counts
 * @param bulkCreations bulk creations
 * @param selections all requests on selections
 * @param selectionChanges changes of all entities of a selection, which need a place of selections as well
 * @param scriptLogs additions of script logs
 * @param subscriptions changes of subscriptions to notifications
 * @param taskControls starts and stops of several tasks
 * @param largeResponses other responses that are large
 * @param serialization large entities that are written as JSON
 */
public record Bulkheads(
        Bulkhead reads,
        Bulkhead lists,
        Bulkhead counts,
        Bulkhead bulkCreations,
        Bulkhead selections,
        Bulkhead selectionChanges,
        Bulkhead scriptLogs,
        Bulkhead subscriptions,
        Bulkhead taskControls,
        Bulkhead largeResponses,
        SerializationLimit serialization) {

    static Bulkheads of(int requestsAtOnce) {
        LongRequestLimit all = Bulkhead.all(requestsAtOnce);
        return new Bulkheads(
                Bulkhead.reads(requestsAtOnce, all),
                Bulkhead.lists(requestsAtOnce, all),
                Bulkhead.expensive("counts", requestsAtOnce, all),
                Bulkhead.expensive("bulk creations", requestsAtOnce, all),
                Bulkhead.selections(requestsAtOnce, all),
                Bulkhead.expensive("changes of selections", requestsAtOnce, all),
                Bulkhead.expensive("script logs", requestsAtOnce, all),
                Bulkhead.expensive("subscriptions", requestsAtOnce, all),
                Bulkhead.expensive("starts and stops of several tasks", requestsAtOnce, all),
                Bulkhead.largeResponses(requestsAtOnce, all),
                new SerializationLimit());
    }

    boolean areWaitedFor() {
        return reads.isWaitedFor()
                || lists.isWaitedFor()
                || counts.isWaitedFor()
                || bulkCreations.isWaitedFor()
                || selections.isWaitedFor()
                || selectionChanges.isWaitedFor()
                || scriptLogs.isWaitedFor()
                || subscriptions.isWaitedFor()
                || taskControls.isWaitedFor()
                || largeResponses.isWaitedFor();
    }
}
