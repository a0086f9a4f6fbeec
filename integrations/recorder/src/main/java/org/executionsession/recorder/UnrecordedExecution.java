package org.executionsession.recorder;

import java.util.UUID;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.port.inbound.UseCases;

/** An execution that was dropped at its start: what its job reports is ignored. */
record UnrecordedExecution(UUID id) implements RecordedExecution {

    @Override
    public void progress(DetailsType severity, String message) {
        // Not recorded.
    }

    @Override
    public void succeeded() {
        // Not recorded.
    }

    @Override
    public void succeeded(UseCases transaction) {
        // Not recorded.
    }

    @Override
    public void failed(Throwable failure) {
        // Not recorded.
    }

    @Override
    public void failed(String reason) {
        // Not recorded.
    }

    @Override
    public void aborted(String reason) {
        // Not recorded.
    }

    @Override
    public void skipped(String reason) {
        // Not recorded.
    }

    @Override
    public void retrying(Throwable failure) {
        // Not recorded.
    }

    @Override
    public void nextAttempt() {
        // Not recorded.
    }
}
