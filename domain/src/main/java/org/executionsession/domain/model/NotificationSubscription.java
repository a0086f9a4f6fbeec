package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;

/**
 * A subscription to notifications of changes by calls of a URL.
 *
 * @param id its handle; never null
 * @param callbackUrl the URL that is called; never null
 * @param scope the changes of which it is notified; never null
 * @param owner who subscribed; never null. Notifications contain only changes of entities that the owner may read
 * @param registeredAt when the owner subscribed for the last time; never null
 * @param delivery how far it is; never null
 * @param version increases with each change
 */
public record NotificationSubscription(
        UUID id,
        String callbackUrl,
        NotificationScope scope,
        Caller owner,
        Instant registeredAt,
        NotificationDelivery delivery,
        long version) {

    /** The version of UUIDs that are made of a hash, in the place where a UUID has it. */
    private static final long VERSION = 0x8000L;

    private static final long NO_VERSION = ~0xf000L;
    private static final long VARIANT = Long.MIN_VALUE;
    private static final long NO_VARIANT = 0x3fff_ffff_ffff_ffffL;

    /** Rejects null and truncates the date to milliseconds. */
    public NotificationSubscription {
        requireNonNull(id, "id");
        requireNonNull(callbackUrl, "callbackUrl");
        requireNonNull(scope, "scope");
        requireNonNull(owner, "owner");
        registeredAt = Defaults.truncated(requireNonNull(registeredAt, "registeredAt"));
        requireNonNull(delivery, "delivery");
    }

    /**
     * Returns a new subscription. Its handle depends on the owner, the URL and the scope, so the same subscription has the same handle.
     *
     * @param callbackUrl the URL; not null
     * @param scope the changes; not null
     * @param owner who subscribes; not null
     * @param cursor the place in the change feed from which on changes are delivered; not null
     * @param now the current time; not null
     * @return the subscription
     */
    public static NotificationSubscription of(
            String callbackUrl, NotificationScope scope, Caller owner, ChangeCursor cursor, Instant now) {
        requireNonNull(callbackUrl, "callbackUrl");
        requireNonNull(scope, "scope");
        requireNonNull(owner, "owner");
        requireNonNull(cursor, "cursor");
        requireNonNull(now, "now");
        // A subscription that is deleted and then added again does not have a version of the deleted one.
        return new NotificationSubscription(
                idOf(callbackUrl, scope, owner),
                callbackUrl,
                scope,
                owner,
                now,
                NotificationDelivery.from(cursor),
                now.toEpochMilli());
    }

    /**
     * Returns the handle of a subscription.
     *
     * @param callbackUrl the URL; not null
     * @param scope the changes; not null
     * @param owner who subscribes; not null
     * @return the handle
     */
    public static UUID idOf(String callbackUrl, NotificationScope scope, Caller owner) {
        requireNonNull(callbackUrl, "callbackUrl");
        requireNonNull(scope, "scope");
        requireNonNull(owner, "owner");
        byte[] hash = hash(
                owner.key(),
                callbackUrl,
                scope.type().name(),
                String.valueOf(scope.entityId()),
                scope.filter(),
                scope.changeTypes().toString(),
                scope.propertyName());
        return new UUID(number(hash, 0) & NO_VERSION | VERSION, number(hash, Long.BYTES) & NO_VARIANT | VARIANT);
    }

    private static byte[] hash(String... texts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String text : texts) {
                digest.update(text.getBytes(StandardCharsets.UTF_8));
                // UTF-8 never contains this byte, so it separates the texts.
                digest.update((byte) 0xff);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private static long number(byte[] bytes, int offset) {
        long number = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            number = number << Byte.SIZE | bytes[offset + i] & 0xff;
        }
        return number;
    }

    /**
     * Returns this subscription with another delivery, in a new version.
     *
     * @param next the delivery; not null
     * @return the subscription
     */
    public NotificationSubscription with(NotificationDelivery next) {
        requireNonNull(next, "next");
        return new NotificationSubscription(id, callbackUrl, scope, owner, registeredAt, next, version + 1);
    }

    /**
     * Returns this subscription after its owner has subscribed again. A disabled subscription is enabled, with the changes from now on.
     *
     * @param latest the present place in the change feed; not null
     * @param now the current time; not null
     * @param retryAt when the next attempt is due at the latest; not null
     * @return the subscription
     */
    public NotificationSubscription registeredAgain(ChangeCursor latest, Instant now, Instant retryAt) {
        requireNonNull(latest, "latest");
        requireNonNull(now, "now");
        requireNonNull(retryAt, "retryAt");
        NotificationDelivery next = delivery.enabled()
                ? delivery.withDueAt(delivery.dueAt().isBefore(retryAt) ? delivery.dueAt() : retryAt)
                : NotificationDelivery.from(latest);
        return new NotificationSubscription(id, callbackUrl, scope, owner, now, next, version + 1);
    }

    /**
     * Returns when the subscription was last used: its owner subscribed, or a notification was delivered.
     *
     * @return never null
     */
    public Instant usedAt() {
        Instant succeeded = delivery.succeededAt();
        return succeeded == null || succeeded.isBefore(registeredAt) ? registeredAt : succeeded;
    }
}
