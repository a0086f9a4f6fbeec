package org.executionsession.bootstrap.architecture.violating.domain.exception;

/** Innocent: abstract, but sealed. */
public abstract sealed class SealedRoot extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public static final class Rejected extends SealedRoot {
        private static final long serialVersionUID = 1L;
    }
}
