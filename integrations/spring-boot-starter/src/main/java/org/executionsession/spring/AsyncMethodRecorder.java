package org.executionsession.spring;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Method;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.executionsession.recorder.CurrentExecution;
import org.executionsession.recorder.ExecutionRecorder;
import org.executionsession.recorder.JobId;
import org.executionsession.recorder.RecordedExecution;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.ComposablePointcut;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.AsyncAnnotationAdvisor;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Records the methods that are {@code @Async}. Spring puts its advice for them before all others, and this one is next to it: it runs in the
 * thread of the executor, and sees how a transaction of the method ends.
 */
final class AsyncMethodRecorder extends AbstractBeanFactoryAwareAdvisingPostProcessor
        implements MethodInterceptor, SmartInitializingSingleton {

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
        this.recorder = SingletonSupplier.of(recorder);
        this.advisor = new DefaultPointcutAdvisor(
                new ComposablePointcut(new AnnotationMatchingPointcut(Async.class, true))
                        .union(new AnnotationMatchingPointcut(null, Async.class, true)),
                this);
    }

    /** Gets the recorder while the context can still create it: a method can start when the context is closed already. */
    @Override
    public void afterSingletonsInstantiated() {
        recorder.get();
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof Advised proxy && isToBeAdvised(proxy)) {
            proxy.addAdvisor(positionIn(proxy), requireNonNull(advisor));
            return bean;
        }
        return super.postProcessAfterInitialization(bean, beanName);
    }

    /** The proxy of a scoped bean is not: its target is. */
    private boolean isToBeAdvised(Advised proxy) {
        return !(proxy instanceof AopInfrastructureBean)
                && !proxy.isFrozen()
                && isEligible(AopUtils.getTargetClass(proxy));
    }

    /** If the proxy is not asynchronous yet, Spring will put its advice before the first one. */
    private static int positionIn(Advised proxy) {
        Advisor[] advisors = proxy.getAdvisors();
        for (int position = 0; position < advisors.length; position++) {
            if (advisors[position] instanceof AsyncAnnotationAdvisor) {
                return position + 1;
            }
        }
        return 0;
    }

    @Override
    public Object invoke(MethodInvocation invocation) throws Throwable {
        Object target = invocation.getThis();
        Method method = invocation.getMethod();
        Class<?> type = target == null ? method.getDeclaringClass() : ClassUtils.getUserClass(target);
        RecordedExecution execution =
                recorder.get().started(new JobId(SCHEDULER, type.getName() + '.' + method.getName()));
        CurrentExecution current = CurrentExecution.set(execution);
        Object value;
        try {
            value = invocation.proceed();
        } catch (Throwable failure) {
            execution.failed(failure);
            throw failure;
        } finally {
            current.close();
        }
        if (value instanceof CompletionStage<?> stage) {
            stage.whenComplete((result, failure) -> end(execution, failure));
        } else if (value instanceof Future<?> future) {
            end(execution, future);
        } else {
            execution.succeeded();
        }
        return value;
    }

    /** Waits for the end. Spring does that in the same thread when this returns. */
    private static void end(RecordedExecution execution, Future<?> future) {
        try {
            future.get();
            execution.succeeded();
        } catch (ExecutionException failed) {
            execution.failed(failed.getCause() == null ? failed : failed.getCause());
        } catch (RuntimeException | Error failure) {
            execution.failed(failure);
            throw failure;
        } catch (InterruptedException interrupted) {
            execution.failed(interrupted);
            Thread.currentThread().interrupt();
        }
    }

    private static void end(RecordedExecution execution, @Nullable Throwable failure) {
        if (failure == null) {
            execution.succeeded();
        } else if (failure instanceof CompletionException wrapper && wrapper.getCause() != null) {
            execution.failed(wrapper.getCause());
        } else {
            execution.failed(failure);
        }
    }
}
