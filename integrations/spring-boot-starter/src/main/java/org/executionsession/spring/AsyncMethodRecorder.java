package org.executionsession.spring;

import java.lang.reflect.Method;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.executionsession.recorder.ExecutionRecorder;
import org.executionsession.recorder.JobId;
import org.executionsession.recorder.RecordedExecution;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.ComposablePointcut;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.scheduling.annotation.Async;
import org.springframework.util.ClassUtils;

/**
 * Records the methods that are {@code @Async}. Spring puts its advice for them before all others, so that this one runs in the thread
 * of the executor.
 */
final class AsyncMethodRecorder extends AbstractBeanFactoryAwareAdvisingPostProcessor implements MethodInterceptor {

    /** The name of the scheduler of these jobs. */
    static final String SCHEDULER = "spring-async";

    private static final long serialVersionUID = 1L;

    private final transient Supplier<ExecutionRecorder> recorder;

    /**
     * Creates the post-processor.
     *
     * @param recorder returns the recorder, which must not be created before the post-processors of beans
     */
    AsyncMethodRecorder(Supplier<ExecutionRecorder> recorder) {
        this.recorder = recorder;
        this.advisor = new DefaultPointcutAdvisor(
                new ComposablePointcut(new AnnotationMatchingPointcut(Async.class, true))
                        .union(new AnnotationMatchingPointcut(null, Async.class, true)),
                this);
    }

    @Override
    public Object invoke(MethodInvocation invocation) throws Throwable {
        Object target = invocation.getThis();
        Method method = invocation.getMethod();
        Class<?> type = target == null ? method.getDeclaringClass() : ClassUtils.getUserClass(target);
        RecordedExecution execution =
                recorder.get().started(new JobId(SCHEDULER, type.getName() + '.' + method.getName()));
        Object value;
        try {
            value = invocation.proceed();
        } catch (Throwable failure) {
            execution.failed(failure);
            throw failure;
        }
        if (value instanceof CompletionStage<?> stage) {
            stage.whenComplete((result, failure) -> end(execution, failure));
        } else {
            execution.succeeded();
        }
        return value;
    }

    private static void end(RecordedExecution execution, Throwable failure) {
        if (failure == null) {
            execution.succeeded();
        } else if (failure instanceof CompletionException wrapper && wrapper.getCause() != null) {
            execution.failed(wrapper.getCause());
        } else {
            execution.failed(failure);
        }
    }
}
