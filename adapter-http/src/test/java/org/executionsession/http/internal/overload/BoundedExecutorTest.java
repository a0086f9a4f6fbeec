package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class BoundedExecutorTest {

    /** What the executor gives to the threads of the server. */
    private final Deque<Runnable> threads = new ArrayDeque<>();

    private final List<String> order = new ArrayList<>();
    private final BoundedExecutor executor = new BoundedExecutor(2);

    private void execute(String source, String task) {
        executor.execute(source, () -> order.add(task));
    }

    @Test
    void sources_takeTurns() {
        executor.use(threads::add);
        for (String task : List.of("a1", "a2", "a3", "a4", "b1", "c1", "b2")) {
            execute(task.substring(0, 1), task);
        }
        assertThat(threads).hasSize(2);
        assertThat(executor.isWaitedFor()).isTrue();
        threads.forEach(Runnable::run);
        assertThat(order).containsExactly("a1", "b1", "c1", "a2", "b2", "a3", "a4");
        assertThat(executor.isWaitedFor()).isFalse();
        execute("a", "a5");
        threads.removeLast().run();
        assertThat(order).last().isEqualTo("a5");
    }

    @Test
    void aTaskThatIsRejected_isForgotten() {
        executor.use(stopped -> {
            throw new RejectedExecutionException();
        });
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> execute("a", "a1"));
        executor.use(threads::add);
        execute("a", "a2");
        threads.remove().run();
        assertThat(order).containsExactly("a2");
    }
}
