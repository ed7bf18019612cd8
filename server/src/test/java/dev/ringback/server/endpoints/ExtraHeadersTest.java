package dev.ringback.server.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtraHeadersTest {

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "X-Api-Key", "a", "x_1!#$%&'*+.^`|~"})
    void anOrdinaryNameIsTaken(String name) {
        assertThat(ExtraHeaders.problemWithName(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "a\r\nb", "é", "a\u0000", "(x)"})
    void whatIsNoTokenIsRefused(String name) {
        assertThat(ExtraHeaders.problemWithName(name)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "content-LENGTH",
                "Content-Type",
                "Transfer-Encoding",
                "Connection",
                "TE",
                "Trailer",
                "Upgrade",
                "Expect",
                "Proxy-Authorization",
                "webhook-id",
                "Webhook-Anything",
                "svix-id",
                "X-Inference-Event",
                "user-agent"
            })
    void aReservedNameIsRefused(String name) {
        assertThat(ExtraHeaders.problemWithName(name)).get().asString().contains("sets itself");
    }

    @Test
    void aNameHas128CharactersAtMost() {
        assertThat(ExtraHeaders.problemWithName("x".repeat(128))).isEmpty();
        assertThat(ExtraHeaders.problemWithName("x".repeat(129))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX: y", "a\nb", "a\u0000b", "é", " a", "a ", "\u007f"})
    void aValueThatCouldBecomeSomethingElseIsRefused(String value) {
        assertThat(ExtraHeaders.problemWithValue(value)).isPresent();
    }

    @Test
    void aValueHas4096CharactersAtMost() {
        assertThat(ExtraHeaders.problemWithValue("Bearer a\tb")).isEmpty();
        assertThat(ExtraHeaders.problemWithValue("")).isEmpty();
        assertThat(ExtraHeaders.problemWithValue("x".repeat(4_096))).isEmpty();
        assertThat(ExtraHeaders.problemWithValue("x".repeat(4_097))).isPresent();
    }
}
