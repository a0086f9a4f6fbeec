package org.executionsession.application.internal.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.executionsession.domain.port.outbound.ExecutionSessionListener;
import org.junit.jupiter.api.Test;

/** Tests the queues of listeners: order, failures, and a listener that is too slow. */
class NotificationsTest {

    private static final Instant OLDER_THAN = Instant.parse("2026-11-24T10:20:30.456Z");

    private final List<Integer> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);

    /** Keeps the numbers that it gets. The number 0 makes it wait, a negative number makes it fail. */
    private final ExecutionSessionListener listener = new ExecutionSessionListener() {
        @Override
        public void onPurged(int results, Instant olderThan) {
            received.add(results);
            if (results < 0) {
                throw new IllegalStateException("a fault of the listener");
            }
            if (results == 0) {
                try {
                    released.await();
                } catch (InterruptedException interruption) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    };

    private final Notifications notifications =
            new Notifications(List.of(listener), List.of(), new QueueLimits(3, 100), Thread::new);

    private static Notification number(int number) {
        return number(number, 0);
    }

    private static Notification number(int number, long characters) {
        return new Notification(characters, called -> called.onPurged(number, OLDER_THAN));
    }

    @Test
    void notifications_arriveInTheirOrderAndBeforeTheEndOfClose() {
        Notifications large = new Notifications(List.of(listener), List.of(), new QueueLimits(1_000, 100), Thread::new);
        List<Integer> numbers = IntStream.rangeClosed(1, 1_000).boxed().toList();
        numbers.forEach(number -> large.add(number(number)));
        large.close();
        assertThat(received).isEqualTo(numbers);
    }

    @Test
    void aListenerThatFails_getsTheNextNotification() {
        notifications.add(number(-1));
        notifications.add(number(1));
        notifications.close();
        assertThat(received).containsExactly(-1, 1);
    }

    @Test
    void aFullQueue_dropsNotificationsAndDelaysNoCaller() {
        notifications.add(number(0));
        while (received.isEmpty()) {
            Thread.onSpinWait();
        }
        IntStream.rangeClosed(1, 10).forEach(number -> notifications.add(number(number)));
        released.countDown();
        notifications.close();
        assertThat(received).containsExactly(0, 1, 2, 3);
    }

    @Test
    void aQueueWithTooManyCharacters_dropsNotifications() {
        notifications.add(number(0, 40));
        while (received.isEmpty()) {
            Thread.onSpinWait();
        }
        notifications.add(number(1, 61));
        notifications.add(number(2, 60));
        notifications.add(number(3, 1));
        released.countDown();
        notifications.close();
        assertThat(received).containsExactly(0, 2);
    }

    @Test
    void aSingleNotification_mayHaveMoreCharactersThanTheLimit() {
        for (int number = 1; number <= 3; number++) {
            notifications.add(number(number, 1_000));
            while (received.size() < number || !notifications.isIdle()) {
                Thread.onSpinWait();
            }
        }
        notifications.close();
        assertThat(received).containsExactly(1, 2, 3);
    }

    @Test
    void withoutAThread_theCallerSeesNoErrorAndTheNotificationsWait() {
        AtomicBoolean exhausted = new AtomicBoolean(true);
        Notifications starved = new Notifications(List.of(listener), List.of(), new QueueLimits(3, 100), task -> {
            if (exhausted.get()) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return new Thread(task);
        });
        starved.add(number(1));
        starved.add(number(2));
        assertThat(received).isEmpty();
        exhausted.set(false);
        starved.add(number(3));
        starved.close();
        assertThat(received).containsExactly(1, 2, 3);
    }

    @Test
    void close_endsAllQueuesBeforeItWaitsForOne() {
        Thread closing = Thread.currentThread();
        List<Integer> ofOther = new CopyOnWriteArrayList<>();
        AtomicReference<Notifications> both = new AtomicReference<>();
        ExecutionSessionListener first = new ExecutionSessionListener() {
            @Override
            public void onPurged(int results, Instant olderThan) {
                while (closing.getState() != Thread.State.TIMED_WAITING) {
                    Thread.onSpinWait();
                }
                both.get().add(number(2));
            }
        };
        ExecutionSessionListener other = new ExecutionSessionListener() {
            @Override
            public void onPurged(int results, Instant olderThan) {
                ofOther.add(results);
            }
        };
        both.set(new Notifications(List.of(first, other), List.of(), new QueueLimits(3, 100), Thread::new));
        both.get().add(number(1));
        both.get().close();
        assertThat(ofOther).containsExactly(1);
    }

    /** The listener of the library changes something when it is notified, as one does that ends the runs of tasks. */
    @Test
    void close_notifiesListenersOfWhatThoseOfTheLibraryChange() {
        Thread closing = Thread.currentThread();
        AtomicReference<Notifications> all = new AtomicReference<>();
        ExecutionSessionListener own = new ExecutionSessionListener() {
            @Override
            public void onPurged(int results, Instant olderThan) {
                while (closing.getState() != Thread.State.TIMED_WAITING) {
                    Thread.onSpinWait();
                }
                if (results == 1) {
                    all.get().add(number(2));
                }
            }
        };
        all.set(new Notifications(List.of(listener), List.of(own), new QueueLimits(3, 100), Thread::new));
        all.get().add(number(1));
        all.get().close();
        assertThat(received).containsExactly(1, 2);
    }

    @Test
    void anInterruptedClose_dropsTheRest() {
        notifications.add(number(0));
        while (received.isEmpty()) {
            Thread.onSpinWait();
        }
        notifications.add(number(1));
        Thread.currentThread().interrupt();
        notifications.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(received).containsExactly(0);
    }

    @Test
    void aNotificationAfterClose_isDropped() {
        notifications.close();
        notifications.add(number(1));
        assertThat(received).isEmpty();
    }
}
