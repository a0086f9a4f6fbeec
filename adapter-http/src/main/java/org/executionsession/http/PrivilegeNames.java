package org.executionsession.http;

import java.util.List;
import java.util.Set;
import org.executionsession.domain.model.Action;
import org.executionsession.domain.model.Recorded;
import org.executionsession.domain.port.inbound.TellPrivileges;

/**
 * Privileges on the wire, contract part 4.
 *
 * @param port tells them
 */
record PrivilegeNames(TellPrivileges port) {

    /** What the caller may do with an entity; null when the call did not ask for that. */
    List<String> of(Recorded entity, Call call) {
        return call.parameters().flag("privileges") ? of(port.with(entity, call.caller())) : null;
    }

    static List<String> of(Set<Action> actions) {
        return actions.stream().map(Action::privilege).toList();
    }

    /** The names that the parameter {@code privilegesFilter} lets through: one bit an action, without it all. */
    static List<String> filtered(Set<Action> actions, Call call) {
        String given = call.parameters().text("privilegesfilter").orElse("").strip();
        if (given.isEmpty()) {
            return of(actions);
        }
        if (!given.matches("[0-9]{1,18}")) {
            throw new ProblemException(400, "privilegesFilter must be a sum of bits, such as 7 for the first three");
        }
        long bits = Long.parseLong(given);
        return actions.stream()
                .filter(action -> (bits & 1L << action.ordinal()) != 0)
                .map(Action::privilege)
                .toList();
    }
}
