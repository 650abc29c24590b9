package io.kagemusha.common.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {

    @Test
    void keepsOrderRepeatsAndSpelling() {
        // Given
        var headers = Headers.of("Accept", "a", "HOST", "h", "accept", "b");

        // When
        var lines = new ArrayList<String>();
        headers.forEach((name, value) -> lines.add(name + "=" + value));

        // Then
        assertThat(lines).containsExactly("Accept=a", "HOST=h", "accept=b");
        assertThat(headers.size()).isEqualTo(3);
        assertThat(headers.name(1)).isEqualTo("HOST");
        assertThat(headers.value(2)).isEqualTo("b");
    }

    @Test
    void findsNamesWithoutRegardToCase() {
        var headers = Headers.of("Accept", "a", "accept", "b");

        assertThat(headers.get("ACCEPT")).isEqualTo("a");
        assertThat(headers.all("ACCEPT")).containsExactly("a", "b");
        assertThat(headers.contains("aCCEPT")).isTrue();
        assertThat(headers.get("host")).isNull();
        assertThat(headers.all("host")).isEmpty();
    }

    @Test
    void setReplacesTheFirstAndRemovesTheOthers() {
        assertThat(Headers.of("a", "1", "b", "2", "A", "3").set("A", "4")).isEqualTo(Headers.of("a", "4", "b", "2"));
        assertThat(new Headers().set("A", "4")).isEqualTo(Headers.of("A", "4"));
    }

    @Test
    void removeTakesEveryFieldOfTheName() {
        assertThat(Headers.of("a", "1", "b", "2", "A", "3").remove("a")).isEqualTo(Headers.of("b", "2"));
        assertThat(Headers.of("b", "2").remove("a").isEmpty()).isFalse();
    }

    @Test
    void aCopyIsIndependent() {
        // Given
        var headers = Headers.of("a", "1");

        // When
        headers.copy().set("a", "2").add("b", "3");

        // Then
        assertThat(headers).isEqualTo(Headers.of("a", "1")).hasSameHashCodeAs(Headers.of("a", "1"));
    }

    @Test
    void aViewRefusesChangesAndShowsThoseOfItsOrigin() {
        // Given
        var headers = Headers.of("a", "1");
        var view = headers.unmodifiable();

        // When
        headers.add("b", "2");

        // Then
        assertThat(view).isEqualTo(headers);
        assertThat(view.unmodifiable()).isSameAs(view);
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> view.add("c", "3"));
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> view.set("a", "3"));
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> view.remove("a"));
        assertThat(view.copy().add("c", "3").size()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:", "a\r\n", "\u00e4", "a\0", "(a)"})
    void refusesNamesThatAreNoToken(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Headers().add(name, "1"))
                .withMessageStartingWith("field name: ")
                .withMessageEndingWith(" (expected: a token)")
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb: c", "a\nb", "\0", "\u007f", "\u20ac"})
    void refusesValuesThatWouldBreakTheMessage(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Headers.of("a", "1").set("a", value))
                .withMessageStartingWith("a: ")
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
    }

    @Test
    void refusesANameWithoutValue() {
        assertThatIllegalArgumentException().isThrownBy(() -> Headers.of("a", "1", "b"));
    }
}
