package dev.ringback.net.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SuggestionTest {

    private static final List<String> NAMES =
            List.of("url", "event_types", "retry_schedule", "timeout_ms", "format", "name");

    @ParameterizedTest
    @CsvSource({
        "eventTypes, event_types",
        "event-types, event_types",
        "EVENT_TYPES, event_types",
        "event_type, event_types",
        "events, event_types",
        "event, event_types",
        "retry, retry_schedule",
        "fromat, format",
        "formats, format",
        "timeout, timeout_ms",
        "name2, name"
    })
    void theNameThatIsProbablyMeantIsFound(String wrong, String meant) {
        assertThat(Suggestion.nearest(wrong, NAMES)).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "colour", "tim", "nothing", "_", "s"})
    void nothingIsGuessedWhereNothingIsNear(String wrong) {
        assertThat(Suggestion.nearest(wrong, NAMES)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "deda, '; did you mean dead?'",
        "Waiting, '; did you mean waiting?'",
        "succeed, '; did you mean succeeded?'",
        "gone, ''"
    })
    void ofChoicesInWordsTheNearestIsFound(String wrong, String hint) {
        assertThat(Suggestion.among(wrong, "waiting, succeeded, dead or cancelled"))
                .isEqualTo(hint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a whole number from 1 to 9", "an id", "true or what is not"})
    void ofAnyOtherTextNothingIsGuessed(String text) {
        assertThat(Suggestion.among("tru", text)).isEmpty();
    }
}
