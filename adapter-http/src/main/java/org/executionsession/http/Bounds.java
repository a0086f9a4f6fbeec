package org.executionsession.http;

/**
 * What bounds requests that take more than others.
 *
 * @param lists lists and tables
 * @param counts counts
 * @param many requests to record many entities
 * @param selections whatever is done with a selection
 * @param largeAnswers other answers that are large
 */
record Bounds(FewAtOnce lists, FewAtOnce counts, FewAtOnce many, FewAtOnce selections, FewAtOnce largeAnswers) {

    static Bounds of(int requestsAtOnce) {
        return new Bounds(
                FewAtOnce.lists(requestsAtOnce),
                FewAtOnce.counts(requestsAtOnce),
                FewAtOnce.many(requestsAtOnce),
                FewAtOnce.selections(requestsAtOnce),
                FewAtOnce.largeAnswers(requestsAtOnce));
    }

    boolean areWaitedFor() {
        return lists.isWaitedFor()
                || counts.isWaitedFor()
                || many.isWaitedFor()
                || selections.isWaitedFor()
                || largeAnswers.isWaitedFor();
    }
}
