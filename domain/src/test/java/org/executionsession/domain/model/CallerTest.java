package org.executionsession.domain.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallerTest {

    @ParameterizedTest
    @CsvSource({"ACME,jo,acme\\jo", "Acme,J.O-7 x,acme\\j.o-7 x", "BÜRO,Jürgen,bÜro\\jürgen", "a,B\\C,a\\b\\c"})
    void key_isTheNameWithAsciiLettersInLowerCase(String directory, String user, String key) {
        assertThat(new Caller(directory, user).key()).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({"INTERNAL,sa_api", "internal,SA_Api", "Internal,sa_repository", "INTERNAL,SA_REPOSITORY"})
    void service_isRecognizedInAnyAsciiLetterCase(String directory, String user) {
        assertThat(new Caller(directory, user).isService()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0130NTERNAL\\sa_api",
                "\u0131nternal\\sa_api",
                "INTERNAL\\\u017fa_api",
                "INTERNAL\\sa_ap\u0131",
                "INTERNAL\\sa_ap\u0130",
                "\uff29\uff2e\uff34\uff25\uff32\uff2e\uff21\uff2c\\sa_api",
                "INTERNAL\\s\u0430_api",
                "INTERNAL\\sa_api\u0301",
                "INTERNAL\\sa_api\u200b",
                "INTERNAL\\sa_api ",
                "INTERNAL\\sa\u02cdapi"
            })
    void service_isNotALookAlike(String name) {
        String[] parts = name.split("\\\\");
        assertThat(new Caller(parts[0], parts[1]).isService()).isFalse();
    }

    /** Every character of the first plane: only the letters A to Z have a second form. */
    @Test
    void nonAsciiCharacters_areComparedExactly() {
        List<Caller> letters =
                IntStream.rangeClosed('a', 'z').mapToObj(CallerTest::named).toList();
        IntStream.rangeClosed(0x80, 0xFFFF)
                .filter(c -> !Character.isISOControl(c) && !Character.isSurrogate((char) c))
                .forEach(c -> {
                    Caller caller = named(c);
                    assertThat(letters).doesNotContain(caller);
                    assertThat(caller.key()).isEqualTo("d\\" + Character.toString(c));
                });
        for (Caller letter : letters) {
            Caller upper = new Caller("D", letter.userId().toUpperCase(Locale.ROOT));
            assertThat(upper).isEqualTo(letter).hasSameHashCodeAs(letter);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\", "A\\B", "A\\", "\\A"})
    void aDirectoryWithABackslash_isRejected(String directory) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Caller(directory, "c"))
                .withMessage("userDirectory must not contain a backslash");
    }

    private static Caller named(int c) {
        return new Caller("d", Character.toString(c));
    }
}
