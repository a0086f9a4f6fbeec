package org.executionsession.spring;

import java.util.List;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.port.outbound.TaskExecutor;
import org.executionsession.domain.port.outbound.TaskFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;

/** The bean that executes tasks: an executor, a function, or none. */
record TaskBeans(@Nullable TaskExecutor executor, @Nullable TaskFunction function) {

    /**
     * Finds the bean.
     *
     * @throws InvalidConfigurationException if it is not clear which one executes tasks
     */
    static TaskBeans of(ListableBeanFactory beans) {
        TaskExecutor executor = Configured.bean(TaskExecutor.class, beans.getBeanProvider(TaskExecutor.class));
        TaskFunction function = Configured.bean(TaskFunction.class, beans.getBeanProvider(TaskFunction.class));
        if (executor != null && function != null) {
            throw new InvalidConfigurationException(
                    "There are beans that are a " + TaskExecutor.class.getName() + ", "
                            + names(beans, TaskExecutor.class)
                            + ", and beans that are a " + TaskFunction.class.getName() + ", "
                            + names(beans, TaskFunction.class) + ", but only one bean can execute tasks.",
                    "Remove the others.");
        }
        return new TaskBeans(executor, function);
    }

    private static List<String> names(ListableBeanFactory beans, Class<?> type) {
        return List.of(beans.getBeanNamesForType(type));
    }

    boolean isPresent() {
        return executor != null || function != null;
    }

    void addTo(ExecutionSessions.Builder builder) {
        if (executor != null) {
            builder.taskExecutor(executor);
        }
        if (function != null) {
            builder.taskFunction(function);
        }
    }
}
