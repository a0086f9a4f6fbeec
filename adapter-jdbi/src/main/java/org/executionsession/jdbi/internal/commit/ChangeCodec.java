package org.executionsession.jdbi.internal.commit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.model.ChangeType;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.domain.model.EntityKind;

/**
 * Writes changes as bytes: the number of the format, and for each change the number of its kind, its flags, its id and what the flags name.
 * Most commits change a session and its result together, so the session of a result and equal dates are not repeated.
 *
 * <p>A later version may add kinds. This version then skips their changes, as it can still read them.
 */
public final class ChangeCodec {

    private static final int FORMAT = 1;

    /** The lowest bits of the flags: the number of the {@link ChangeType}. */
    private static final int TYPE = 3;

    private static final int HAS_EXECUTION = 4;
    private static final int EXECUTION_IS_ID_BEFORE = 8;
    private static final int HAS_DATE = 16;
    private static final int IS_DATE_BEFORE = 32;
    private static final int HAS_PROPERTIES = 64;

    private static final int BYTES_OF_CHANGE = 48;

    private ChangeCodec() {}

    /** Returns the bytes of changes. */
    static byte[] write(List<EntityChange> changes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(BYTES_OF_CHANGE * changes.size());
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            UUID idBefore = null;
            Instant dateBefore = null;
            for (EntityChange change : changes) {
                int flags = change.type().number();
                if (change.executionId() != null) {
                    flags |= HAS_EXECUTION | (change.executionId().equals(idBefore) ? EXECUTION_IS_ID_BEFORE : 0);
                }
                if (change.modifiedDate() != null) {
                    flags |= HAS_DATE | (change.modifiedDate().equals(dateBefore) ? IS_DATE_BEFORE : 0);
                }
                if (!change.properties().isEmpty()) {
                    flags |= HAS_PROPERTIES;
                }
                out.writeByte(number(change.kind()));
                out.writeByte(flags);
                write(change.id(), out);
                if ((flags & (HAS_EXECUTION | EXECUTION_IS_ID_BEFORE)) == HAS_EXECUTION) {
                    write(change.executionId(), out);
                }
                if ((flags & (HAS_DATE | IS_DATE_BEFORE)) == HAS_DATE) {
                    out.writeLong(change.modifiedDate().toEpochMilli());
                }
                if ((flags & HAS_PROPERTIES) != 0) {
                    out.writeUTF(String.join(",", change.properties()));
                }
                idBefore = change.id();
                dateBefore = change.modifiedDate();
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** Reads changes. A change of a kind that only a later version knows is null. */
    public static List<EntityChange> read(byte[] bytes) {
        List<EntityChange> changes = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != FORMAT) {
                // Written by a later version.
                return changes;
            }
            UUID idBefore = null;
            Instant dateBefore = null;
            while (in.available() > 0) {
                EntityKind kind = kind(in.readByte());
                int flags = in.readByte();
                UUID id = readId(in);
                UUID execution = null;
                if ((flags & HAS_EXECUTION) != 0) {
                    execution = (flags & EXECUTION_IS_ID_BEFORE) != 0 ? idBefore : readId(in);
                }
                Instant date = null;
                if ((flags & HAS_DATE) != 0) {
                    date = (flags & IS_DATE_BEFORE) != 0 ? dateBefore : Instant.ofEpochMilli(in.readLong());
                }
                Set<String> properties = (flags & HAS_PROPERTIES) != 0
                        ? new LinkedHashSet<>(List.of(in.readUTF().split(",")))
                        : Set.of();
                changes.add(
                        kind == null
                                ? null
                                : new EntityChange(
                                        ChangeType.values()[(flags & TYPE) - 1],
                                        kind,
                                        id,
                                        execution,
                                        date,
                                        properties));
                idBefore = id;
                dateBefore = date;
            }
        } catch (IOException truncated) {
            throw new UncheckedIOException(truncated);
        }
        return changes;
    }

    private static int number(EntityKind kind) {
        return switch (kind) {
            case SESSION -> 1;
            case RESULT -> 2;
            case DETAIL -> 3;
            case TASK -> 4;
        };
    }

    private static EntityKind kind(int number) {
        return switch (number) {
            case 1 -> EntityKind.SESSION;
            case 2 -> EntityKind.RESULT;
            case 3 -> EntityKind.DETAIL;
            case 4 -> EntityKind.TASK;
            default -> null;
        };
    }

    private static void write(UUID id, DataOutputStream out) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    private static UUID readId(DataInputStream in) throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }
}
