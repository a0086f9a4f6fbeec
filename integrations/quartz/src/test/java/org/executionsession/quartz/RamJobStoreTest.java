package org.executionsession.quartz;

import java.util.Properties;

/** Tests what is recorded of jobs in memory. */
class RamJobStoreTest extends RecordedJobs {

    @Override
    Properties store() {
        Properties properties = new Properties();
        properties.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
        return properties;
    }
}
