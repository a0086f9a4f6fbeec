package org.executionsession.springbatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.executionsession.springbatch.support.History.messages;

import java.util.Map;
import org.executionsession.recorder.ExecutionRecorder;
import org.executionsession.recorder.support.SwitchableDatabase;
import org.executionsession.springbatch.support.BatchTables;
import org.executionsession.springbatch.support.History;
import org.executionsession.springbatch.support.TestBatch;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.*;
import org.springframework.batch.core.job.*;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** Tests that all jobs of a context are recorded with one bean. */
class RecordingOfAllJobsTest {

    @Test
    void jobsThatAreBeans_areRecordedWithTheirSteps() throws Exception {
        try (SwitchableDatabase database = new SwitchableDatabase();
                History history = new History(database);
                AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            BatchTables.create(database);
            TestBatch batch = TestBatch.in(database);
            for (String name : new String[] {"import", "export"}) {
                context.registerBean(name, AbstractJob.class, () -> job(name, batch));
            }
            context.registerBean(ExecutionRecorder.class, () -> history.recorder("one"));
            context.registerBean(JobRepository.class, batch::repository);
            context.register(SpringBatchRecorderAutoConfiguration.class);
            context.refresh();
            batch.run(context.getBean("import", AbstractJob.class), Map.of());
            batch.run(context.getBean("export", AbstractJob.class), Map.of());
            assertThat(history.results())
                    .hasSize(2)
                    .allSatisfy(result -> assertThat(messages(result.result()))
                            .contains("Step work started")
                            .anyMatch(message -> message.startsWith("Step work COMPLETED")));
        }
    }

    private static AbstractJob job(String name, TestBatch batch) {
        return (AbstractJob) new JobBuilder(name, batch.repository())
                .start(new StepBuilder("work", batch.repository())
                        .tasklet((contribution, context) -> null, batch.transactions())
                        .build())
                .build();
    }
}
