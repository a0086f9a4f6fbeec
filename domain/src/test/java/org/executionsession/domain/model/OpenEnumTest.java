package org.executionsession.domain.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OpenEnumTest {

    static Stream<Arguments> enumerations() {
        return Stream.of(
                Arguments.of(AbortReason.KNOWN, List.of("Undefined", "Manual", "Timeout", "DeletedTask")),
                Arguments.of(TaskType.KNOWN, List.of("Reload", "ExternalProgram", "UserSync", "Distribute", "Preload")),
                Arguments.of(DetailsType.KNOWN, List.of("Error", "Warning", "Information")),
                Arguments.of(
                        AppAvailabilityStatus.KNOWN,
                        List.of(
                                "NotApplicable",
                                "Available",
                                "NoActiveRoute",
                                "NoConfiguredRoute",
                                "NotSynced",
                                "NotMigrated")),
                Arguments.of(
                        TaskExecutionStatus.KNOWN,
                        List.of(
                                "NeverStarted",
                                "Triggered",
                                "Started",
                                "Queued",
                                "AbortInitiated",
                                "Aborting",
                                "Aborted",
                                "FinishedSuccess",
                                "FinishedFail",
                                "Skipped",
                                "Retry",
                                "Error",
                                "Reset",
                                "DistributionQueue",
                                "DistributionRunning")));
    }

    @ParameterizedTest
    @MethodSource("enumerations")
    void known_hasTheNamesOfTheContractNumberedFromZero(KnownValues<?> known, List<String> names) {
        assertThat(List.copyOf(known.names().values())).isEqualTo(names);
        for (int number = 0; number < names.size(); number++) {
            assertThat(known.nameOf(number)).contains(names.get(number));
            assertThat(known.named(names.get(number).toUpperCase(java.util.Locale.ROOT)))
                    .hasValueSatisfying(code -> assertThat(code.known()).isSameAs(known));
        }
    }

    @Test
    void anUnknownNumber_isKeptAndHasNoName() {
        assertThat(new AbortReason(6).number()).isEqualTo(6);
        assertThat(new AbortReason(6).name()).isEmpty();
        assertThat(AbortReason.TIMEOUT.name()).contains("Timeout");
        assertThat(TaskExecutionStatus.KNOWN.named("Finished")).isEmpty();
    }

    @Test
    void toString_isNameAndNumber() {
        assertThat(TaskType.RELOAD).hasToString("Reload(0)");
        assertThat(new TaskType(99)).hasToString("99");
    }
}
