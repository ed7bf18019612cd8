package dev.ringback.server.callbacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.server.vault.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HiddenTokensTest {

    private static final List<Secret> TOKENS =
            List.of(new Secret("old-token"), new Secret("token"));

    private static Reply.Answered answered(String location, byte[] body) {
        return new Reply.Answered(
                400,
                List.of(new Header("Location", location)),
                Payload.of(body),
                true,
                Timing.NONE);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        "token, ***",
        "to token and token, to *** and ***",
        "of old-token and token, of *** and ***",
        "a\u00ff\u0080token\u00fe, a\u00ff\u0080***\u00fe",
        "toke, toke",
        "'', ''"
    })
    void theyAreSeenNeitherInABodyNorInAHeader(String said, String seen) {
        assertThat(HiddenTokens.in(answered(said, bytes(said)), TOKENS))
                .isEqualTo(answered(seen, bytes(seen)));
    }

    @Test
    void aReplyWithoutAnAnswerStaysAsItIs() {
        var fault = new Reply.Faulted(WireFault.CONNECT_FAILED, "refused", Timing.NONE);

        assertThat(HiddenTokens.in(fault, TOKENS)).isEqualTo(fault);
    }
}
