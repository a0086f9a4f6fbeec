package org.executionsession.quartz;

import static java.util.Objects.requireNonNull;

import java.util.function.Supplier;
import org.executionsession.recorder.ExecutionRecorder;
import org.jspecify.annotations.Nullable;
import org.quartz.Scheduler;
import org.quartz.SchedulerConfigException;
import org.quartz.SchedulerException;
import org.quartz.spi.ClassLoadHelper;
import org.quartz.spi.SchedulerPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the jobs of a scheduler that is configured by properties:
 *
 * <pre>
 * org.quartz.plugin.recorder.class = org.executionsession.quartz.QuartzRecorderPlugin
 * org.quartz.plugin.recorder.supplier = com.example.JobRecorder
 * </pre>
 *
 * <p>The class {@code com.example.JobRecorder} is one of the application. It has a public constructor without parameters and implements
 * {@code Supplier<ExecutionRecorder>}. If it is {@link AutoCloseable}, it is closed when the scheduler shuts down.
 */
public final class QuartzRecorderPlugin implements SchedulerPlugin {

    private static final Logger LOG = LoggerFactory.getLogger(QuartzRecorderPlugin.class);

    private @Nullable String supplierName;
    private @Nullable Object supplier;

    /** Creates the plugin; Quartz does that. */
    public QuartzRecorderPlugin() {
        // The property follows.
    }

    /**
     * Sets the class that provides the recorder.
     *
     * @param className the name of a class that implements {@code Supplier<ExecutionRecorder>}; not null
     */
    public void setSupplier(String className) {
        supplierName = requireNonNull(className, "className");
    }

    /**
     * Gets the recorder and registers it.
     *
     * @throws SchedulerException if there is no recorder; the message says why
     */
    @Override
    public void initialize(String name, Scheduler scheduler, ClassLoadHelper loader) throws SchedulerException {
        String property = "org.quartz.plugin." + name + ".supplier";
        if (supplierName == null) {
            throw new SchedulerConfigException(
                    "set " + property + " to the name of a class that implements Supplier<ExecutionRecorder>");
        }
        try {
            supplier = loader.loadClass(supplierName).getConstructor().newInstance();
        } catch (ReflectiveOperationException failure) {
            throw new SchedulerConfigException(
                    property + ": cannot create an instance of " + supplierName + ": " + failure, failure);
        }
        if (!(supplier instanceof Supplier<?> provider && provider.get() instanceof ExecutionRecorder recorder)) {
            throw new SchedulerConfigException(property + ": " + supplierName + " provides no ExecutionRecorder");
        }
        QuartzRecorder.register(scheduler, recorder);
    }

    @Override
    public void start() {
        // The recorder has no state of its own.
    }

    @Override
    public void shutdown() {
        if (supplier instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception failure) {
                LOG.warn("cannot close {}", supplierName, failure);
            }
        }
    }
}
