package org.executionsession.quartz;

import java.util.Date;
import org.quartz.Trigger;
import org.quartz.spi.OperableTrigger;

/** Describes a start that a trigger has missed. */
final class Misfire {

    private Misfire() {}

    /** Returns what was missed, and what Quartz does instead. Quartz tells of a misfire before it changes the trigger. */
    static String describe(Trigger trigger) {
        return "The trigger " + trigger.getKey() + " has missed its start"
                + (trigger.getNextFireTime() == null
                        ? ""
                        : " at " + trigger.getNextFireTime().toInstant())
                + outcome(trigger);
    }

    /** Applies the misfire instruction to a copy: without the calendar of the trigger, which only the store of Quartz has. */
    private static String outcome(Trigger trigger) {
        if (!(trigger instanceof OperableTrigger operable)) {
            return "";
        }
        OperableTrigger copy = (OperableTrigger) operable.clone();
        copy.updateAfterMisfire(null);
        Date next = copy.getNextFireTime();
        if (next == null) {
            return "; it does not fire again";
        }
        boolean isRegular = next.equals(trigger.getFireTimeAfter(new Date(next.getTime() - 1)));
        return isRegular ? "; its next start is at " + next.toInstant() : "; Quartz starts the job now instead";
    }
}
