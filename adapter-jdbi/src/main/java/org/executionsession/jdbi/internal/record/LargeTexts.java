package org.executionsession.jdbi.internal.record;

import java.util.Collection;
import java.util.List;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.Violation;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;

/** Measures the messages and details of entities. Only large ones are measured exactly, because most are small and measuring takes time. */
final class LargeTexts {

    /** The characters of messages that do not count: so many that a group of the largest number of writes has no more than 3 MB of them. */
    private static final int SMALL = 1_000;

    /** The size of stored documents that do not count: a group of the largest number of writes reads and writes no more than 4 MB of them. */
    private static final int SMALL_DOCUMENT = 8 * 1024;

    /** The number of details of a result that do not count, if their messages are small. */
    private static final int FEW_DETAILS = 20;

    /** About how many bytes a detail has besides its message, in its row and in the document of its result. */
    private static final long DETAIL_BYTES = 500;

    private LargeTexts() {}

    /** Limits the messages of the entities that one transaction reads and removes, because H2 keeps their rows in memory. */
    static final class Limit {

        /** As much as the running transactions of {@code GroupCommit}, and one result of the largest size that references can make. */
        private static final long MAX_BYTES = Math.max(
                ExecutionResult.GROWTH_MAX_BYTES * 5 / 4, Runtime.getRuntime().maxMemory() / 256);

        /** The bytes of each entity that do not count. */
        private static final long FREE = 16 * 1024;

        private long sum;

        /** Adds the size of an entity. Returns whether all together are small enough. */
        boolean has(long bytes) {
            sum += Math.max(0, bytes - FREE);
            return sum <= MAX_BYTES;
        }

        /**
         * Adds the size of an entity.
         *
         * @throws InvalidDraftException if all together are too large
         */
        void add(long bytes) {
            if (!has(bytes)) {
                throw new InvalidDraftException(List.of(new Violation(
                        List.of(),
                        "must be of entities or results with at most " + MAX_BYTES
                                + " bytes of JSON in all messages; a filter can narrow it")));
            }
        }
    }

    /** Returns the bytes of the messages and details of entities. */
    static long bytes(Collection<? extends AuditedEntity> entities) {
        return entities.stream().mapToLong(LargeTexts::bytes).sum();
    }

    /** Returns the bytes of an entity that is replaced: its old and new messages and details. */
    static <E extends AuditedEntity> long bytes(Replacement<E> replacement) {
        return bytes(replacement.read()) + bytes(replacement.next());
    }

    /** Returns the bytes of a stored document that is read. */
    static long bytesOfDocument(long stored) {
        return stored <= SMALL_DOCUMENT ? 0 : stored;
    }

    private static long bytes(AuditedEntity entity) {
        if (entity instanceof ExecutionSession session) {
            return bytes(session.executionResult());
        }
        if (entity instanceof ExecutionResultEntity result) {
            return bytes(result.result());
        }
        return entity instanceof ExecutionResultDetailEntity detail ? bytes(detail.detail()) : 0;
    }

    private static long bytes(ExecutionResult result) {
        long characters = 0;
        for (ExecutionResultDetail detail : result.details()) {
            characters += detail.message().length();
        }
        int details = result.details().size();
        return characters <= SMALL && details <= FEW_DETAILS ? 0 : result.messageBytes() + DETAIL_BYTES * details;
    }

    private static long bytes(ExecutionResultDetail detail) {
        return detail.message().length() <= SMALL ? 0 : detail.messageBytes();
    }
}
