package org.executionsession.domain.query.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuidTest {

    private static final UUID ID = UUID.fromString("f46b6c7f-0b8a-43b9-b35d-6489e6daee91");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f46b6c7f-0b8a-43b9-b35d-6489e6daee91",
                "{f46b6c7f-0b8a-43b9-b35d-6489e6daee91}",
                "f46b6c7f0b8a43b9b35d6489e6daee91"
            })
    void parse_acceptsTheFormatsOfClientsInAnyLetterCase(String text) {
        assertThat(Guid.parse(text)).contains(ID);
        assertThat(Guid.parse(text.toUpperCase(Locale.ROOT))).contains(ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{f46b6c7f-0b8a-43b9-b35d-6489e6daee91",
                "f46b6c7f-0b8a-43b9-b35d-6489e6daee91}",
                "}f46b6c7f-0b8a-43b9-b35d-6489e6daee91{",
                "{{f46b6c7f-0b8a-43b9-b35d-6489e6daee91}}",
                "{f46b6c7f0b8a43b9b35d6489e6daee91}",
                "{ f46b6c7f-0b8a-43b9-b35d-6489e6daee91 }",
                "f46b6c7f0b8a-43b9-b35d-6489e6daee91",
                "f46b6c7f0b8a43b9b35d6489e6daee9",
                "f46b6c7f0b8a43b9b35d6489e6daee911",
                "g46b6c7f0b8a43b9b35d6489e6daee91",
                "+46b6c7f0b8a43b9b35d6489e6daee91",
                "\u0664\u066646b6c7f0b8a43b9b35d6489e6daee9"
            })
    void parse_rejectsOtherFormats(String text) {
        assertThat(Guid.parse(text)).isEmpty();
    }

    @Test
    void format_writesThePlainFormat() {
        assertThat(Guid.format(ID)).isEqualTo("f46b6c7f-0b8a-43b9-b35d-6489e6daee91");
        assertThat(Guid.format(null)).isEqualTo("00000000-0000-0000-0000-000000000000");
    }
}
