package org.executionsession.bootstrap.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the production code of all modules to the architecture. */
class ArchitectureTest {

    private static final String ROOT = "org.executionsession";

    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(new DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages(ROOT);

    @ParameterizedTest
    @MethodSource("org.executionsession.bootstrap.architecture.ArchitectureRule#all")
    void productionCode_keepsTheRule(ArchitectureRule rule) {
        rule.below(ROOT).check(PRODUCTION);
    }

    /** Modules come as directories or as jars, by the phase that the build is in; neither may be overlooked. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "domain.model.ExecutionSession",
                "domain.constraint.Text",
                "domain.exception.ExecutionSessionException",
                "domain.port.inbound.CreateExecutionSession",
                "domain.port.outbound.ExecutionSessionStore",
                "application.ExecutionSessions",
                "http.ExecutionSessionHttpServer",
                "jdbi.JdbiExecutionSessionStore",
                "storecontract.ExecutionSessionStoreContract",
                "bootstrap.Main",
                "spring.ExecutionSessionsAutoConfiguration",
                "recorder.ExecutionRecorder",
                "history.ExecutionHistory",
                "quartz.QuartzRecorder",
                "dbscheduler.DbSchedulerRecorder",
                "springbatch.RecordingJobListener"
            })
    void productionCode_includesTheModule(String name) {
        assertThat(PRODUCTION.contain(ROOT + "." + name)).isTrue();
    }

    @Test
    void productionCode_includesNoTests() {
        assertThat(PRODUCTION)
                .extracting(JavaClass::getPackageName)
                .doesNotContain(ArchitectureTest.class.getPackageName());
        assertThat(PRODUCTION).extracting(JavaClass::getSimpleName).noneMatch(name -> name.endsWith("Test"));
    }
}
