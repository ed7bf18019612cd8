package dev.ringback.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link EventTypeTest} does not show: names that are no event types. */
class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "llama*, llama-3.2:8b, true",
        "llama*, meta/llama, false",
        "*/llama-*, meta-llama/llama-3.2-1b-instruct/fp-8, true",
        "gpt-4?, gpt-4o, false",
        "gpt-4?, gpt-4?, true",
        "[a], a, false",
        "'', '', true",
        "'', a, false",
        "*, '', true"
    })
    void onlyTheStarIsSpecial(String pattern, String name, boolean matches) {
        assertThat(new Glob(pattern).matches(name)).isEqualTo(matches);
    }

    @Test
    void globsAreEqualWhenTheyAreWrittenAlike() {
        assertThat(new Glob("a*")).isEqualTo(new Glob("a*")).hasSameHashCodeAs(new Glob("a*"));
        assertThat(new Glob("a*")).isNotEqualTo(new Glob("a**")).hasToString("a*");
    }
}
