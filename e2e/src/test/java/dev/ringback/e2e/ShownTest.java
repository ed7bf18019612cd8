package dev.ringback.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The comparison of the guide with the server sees what is different, and nothing else. */
final class ShownTest {

    private static final Map<String, String> KNOWN = Map.of("FILE_ID", "file-1");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\": 1, \"b\": [2]}|{\"a\":1,\"b\":[2]}",
                "{\"id\": \"FILE_ID\"}|{\"id\":\"file-1\"}",
                "{\"a\": 1, ..., \"z\": 2}|{\"a\":1,\"m\":{\"z\":1},\"z\":2}",
                "[{\"a\": ...}, ...]|[{\"a\":{}},{\"b\":1}]",
                "{\"at\": \"2026-11-25T16:46:51.872Z\"}|{\"at\":\"2027-01-01T00:00:00.000000Z\"}",
                "{\"at\": 1795625211}|{\"at\":1895625212}",
                "ONE_ID:end ONE_ID|abc_1-Z:end abc_1-Z",
            })
    void whatIsMeantIsFound(String shown, String real) {
        assertThat(Shown.of(shown, KNOWN).in(real)).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\": 1, \"b\": [2]}|{\"a\":1,\"b\":[3]}",
                "{\"a\": 1}|{\"a\":1,\"b\":2}",
                "{\"id\": \"FILE_ID\"}|{\"id\":\"file-2\"}",
                "{\"a\": 1, ..., \"z\": 2}|{\"a\":1,\"m\":2,\"z\":3}",
                "{\"a\": 1, ..., \"z\": 2}|{\"a\":1,\"z\":2,\"more\":3}",
                "{\"at\": \"2026-11-25T16:46:51.872Z\"}|{\"at\":\"now\"}",
                "{\"at\": 1795625211}|{\"at\":null}",
                "ONE_ID:end ONE_ID|abc:end abd",
                "ONE_ID|{}",
            })
    void whatIsDifferentIsNot(String shown, String real) {
        assertThat(Shown.of(shown, KNOWN).in(real)).isEmpty();
    }

    @Test
    void anIdIsToldByItsNameAndStandsInCommands() {
        Map<String, String> told =
                Shown.of("{\"id\": \"BATCH_ID\", ...}", Map.of())
                        .in("{\"id\":\"batch_1\",\"object\":\"batch\"}")
                        .orElseThrow();

        assertThat(told).isEqualTo(Map.of("BATCH_ID", "batch_1"));
        assertThat(Shown.named("GET /v1/batches/BATCH_ID", told))
                .isEqualTo("GET /v1/batches/batch_1");
        assertThatThrownBy(() -> Shown.named("GET /v1/files/FILE_ID", told))
                .hasMessage("nothing above shows FILE_ID");
    }
}
