package org.executionsession.quartz;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.Supplier;
import org.executionsession.history.ExecutionHistory;
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
 * Records the jobs of a scheduler that is configured by properties. The history is in a data source that Quartz has:
 *
 * <pre>
 * org.quartz.plugin.recorder.class = org.executionsession.quartz.QuartzRecorderPlugin
 * org.quartz.plugin.recorder.dataSource = myDS
 * </pre>
 *
 * <p>Results are kept forever, or for the days that {@code org.quartz.plugin.recorder.resultRetentionDays} says.
 *
 * <p>Or a class of the application provides the recorder:
 *
 * <pre>
 * org.quartz.plugin.recorder.supplier = com.example.JobRecorder
 * </pre>
 *
 * <p>The class {@code com.example.JobRecorder} is one of the application. It has a public constructor without parameters and implements
 * {@code Supplier<ExecutionRecorder>}. If it is {@link AutoCloseable}, it is closed when the scheduler shuts down.
 */
public final class QuartzRecorderPlugin implements SchedulerPlugin {

    private static final Logger LOG = LoggerFactory.getLogger(QuartzRecorderPlugin.class);

    private @Nullable String supplierName;
    private @Nullable String dataSourceName;
    private int resultRetentionDays;

    /** What is closed with the scheduler; null before the scheduler is initialized. */
    private @Nullable Object provider;

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
     * Sets the data source that has the history.
     *
     * @param name the name of a data source of Quartz, such as that of its job store; not null
     */
    public void setDataSource(String name) {
        dataSourceName = requireNonNull(name, "name");
    }

    /**
     * Sets how long results are kept in that data source; by default forever. A recorder of the application has a retention of its own.
     *
     * @param days the number of days after the last change of a result; 0 to keep all results
     */
    public void setResultRetentionDays(int days) {
        resultRetentionDays = days;
    }

    /**
     * Gets the recorder and registers it.
     *
     * @throws SchedulerException if there is no recorder; the message says why
     */
    @Override
    public void initialize(String name, Scheduler scheduler, ClassLoadHelper loader) throws SchedulerException {
        String prefix = "org.quartz.plugin." + name + ".";
        if ((supplierName == null) == (dataSourceName == null)) {
            throw new SchedulerConfigException(
                    "set either " + prefix + "dataSource to the name of a data source of Quartz, or " + prefix
                            + "supplier to the name of a class that implements Supplier<ExecutionRecorder>");
        }
        if (resultRetentionDays < 0) {
            throw new SchedulerConfigException(
                    prefix + "resultRetentionDays must not be negative, but is " + resultRetentionDays);
        }
        if (supplierName != null && resultRetentionDays != 0) {
            throw new SchedulerConfigException(prefix + "resultRetentionDays needs " + prefix
                    + "dataSource: the supplier decides how long its results are kept");
        }
        QuartzRecorder.register(
                scheduler,
                supplierName == null
                        ? recorderIn(dataSourceName, prefix + "dataSource")
                        : recorderOf(supplierName, prefix + "supplier", loader));
    }

    private ExecutionRecorder recorderIn(@Nullable String dataSource, String property) throws SchedulerException {
        try {
            ExecutionHistory history = ExecutionHistory.builder(QuartzDataSource.of(requireNonNull(dataSource)))
                    .resultRetention(resultRetentionDays == 0 ? null : Duration.ofDays(resultRetentionDays))
                    .open();
            provider = history;
            return history.recorder();
        } catch (RuntimeException failure) {
            throw new SchedulerConfigException(
                    property + ": the history cannot be opened in the data source " + dataSource + ": "
                            + failure.getMessage(),
                    failure);
        }
    }

    private ExecutionRecorder recorderOf(String className, String property, ClassLoadHelper loader)
            throws SchedulerException {
        Object supplier;
        try {
            supplier = loader.loadClass(className).getConstructor().newInstance();
        } catch (ReflectiveOperationException failure) {
            throw new SchedulerConfigException(
                    property + ": cannot create an instance of " + className + ": " + failure, failure);
        }
        provider = supplier;
        if (!(supplier instanceof Supplier<?> recorders && recorders.get() instanceof ExecutionRecorder recorder)) {
            throw new SchedulerConfigException(property + ": " + className + " provides no ExecutionRecorder");
        }
        return recorder;
    }

    @Override
    public void start() {
        // The recorder has no state of its own.
    }

    @Override
    public void shutdown() {
        if (provider instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception failure) {
                LOG.warn("cannot close {}", closeable, failure);
            }
        }
    }
}
