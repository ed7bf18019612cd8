package dev.ringback.server.receiving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.server.receiving.Rejected.Arrival;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {

    private static final List<String> SECRETS = List.of("long enough", "abc");

    private static Arrival arrival(String target, Header... headers) {
        return new Arrival("POST", target, "https://x" + target, List.of(headers), Payload.EMPTY);
    }

    @ParameterizedTest
    @CsvSource({
        "/in/TOKEN, ''",
        "/in/TOKEN/, /",
        "/in/TOKEN/a//b?c=d&&e, /a//b?c=d&&e",
        "/in/TOKEN?key=long%20enough&x=1, ?key=***&x=1",
        "/in/TOKEN?key=long+enough, ?key=***",
        "/in/TOKEN?key=Bearer%20long%20enough!, ?key=***",
        "/in/TOKEN?key=abc&other=abcd, ?key=***&other=abcd",
        "/in/TOKEN/x/abc, /x/***",
        "/in/TOKEN/long%20enough/y?%zz, /***/y?%zz"
    })
    void pathsLoseTheTokenAndWhatIsSecret(String target, String expected) {
        assertThat(Redaction.path(arrival(target), SECRETS)).isEqualTo(expected);
    }

    @Test
    void headersLoseWhatIsSecretAndKeepTheirPlaces() {
        Arrival arrival =
                arrival(
                        "/in/T",
                        new Header("X-Token", "abc"),
                        new Header("X-Other", "abcd"),
                        new Header("x-hub", "sha256=long enough"),
                        new Header("AUTHORIZATION", "Basic eA=="),
                        new Header("Cookie", "a=b"));
        assertThat(Redaction.headers(arrival, SECRETS))
                .containsExactly(
                        new Header("X-Token", "***"),
                        new Header("X-Other", "abcd"),
                        new Header("x-hub", "***"),
                        new Header("AUTHORIZATION", "***"),
                        new Header("Cookie", "***"));
    }
}
