package org.executionsession.bootstrap;

import org.executionsession.domain.model.SelectionLimits;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The limits of stored selections. */
final class SelectionOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec mixee;

    private int perCaller;
    private int itemsPerCaller;
    private int inTotal;
    private int itemsInTotal;

    SelectionLimits limits() {
        return new SelectionLimits(perCaller, itemsPerCaller, inTotal, itemsInTotal);
    }

    @Option(
            names = "--max-selections-per-caller",
            paramLabel = "NUMBER",
            defaultValue = "${env:EXECUTION_SESSIONS_MAX_SELECTIONS_PER_CALLER:-500}",
            description = "The maximum number of selections of one caller; more get 429 (default: 500).")
    private void setPerCaller(int value) {
        perCaller = checked("--max-selections-per-caller", value);
    }

    @Option(
            names = "--max-selection-items-per-caller",
            paramLabel = "NUMBER",
            defaultValue = "${env:EXECUTION_SESSIONS_MAX_SELECTION_ITEMS_PER_CALLER:-500000}",
            description =
                    "The maximum number of items in the selections of one caller; more get 429 (default: 500000).")
    private void setItemsPerCaller(int value) {
        itemsPerCaller = checked("--max-selection-items-per-caller", value);
    }

    @Option(
            names = "--max-selections",
            paramLabel = "NUMBER",
            defaultValue = "${env:EXECUTION_SESSIONS_MAX_SELECTIONS:-2000}",
            description = "The maximum number of selections of all callers; more get 429 (default: 2000).")
    private void setInTotal(int value) {
        inTotal = checked("--max-selections", value);
    }

    @Option(
            names = "--max-selection-items",
            paramLabel = "NUMBER",
            defaultValue = "${env:EXECUTION_SESSIONS_MAX_SELECTION_ITEMS:-2000000}",
            description = "The maximum number of items in all selections, of 17 bytes each; more get 429"
                    + " (default: 2000000).")
    private void setItemsInTotal(int value) {
        itemsInTotal = checked("--max-selection-items", value);
    }

    private int checked(String option, int value) {
        return OptionRange.checked(mixee.commandLine(), option, value, 1, 1_000_000_000);
    }
}
