package org.executionsession.recorder;

/**
 * What a recorder has done so far.
 *
 * @param recorded the number of executions whose end is stored; without those that have succeeded in a transaction of the application, which
 *     can still be rolled back
 * @param dropped the number of executions that are not recorded, or not to their end, because the queue was full, the store rejected
 *     them, or the recorder was closed; each counts once, and not any more if its end is stored after all
 * @param superseded the number of executions that a client or another node has ended before this process could
 * @param queued the number of executions with changes that are not stored yet; each counts once
 */
public record RecorderStatistics(long recorded, long dropped, long superseded, int queued) {}
