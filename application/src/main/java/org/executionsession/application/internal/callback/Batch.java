package org.executionsession.application.internal.callback;

import java.util.List;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;

/**
 * The changes for one notification.
 *
 * @param changes the changes; they can be none
 * @param end the place in the feed up to which the changes were looked for
 * @param isLast whether there were no changes behind it
 */
record Batch(List<Change> changes, ChangeCursor end, boolean isLast) {}
