package dev.ringback.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much a server may say before anybody makes room for it. */
class BoundedRepliesTest {

    private static InputStream said(String text) {
        return new BoundedReplies(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+OK\r\n",
                "-ERR no\r\n:12\r\n",
                "$-1\r\n*-1\r\n*0\r\n$0\r\n\r\n",
                "$5\r\n*9\r\n$\r\n",
                "*2\r\n*1\r\n$1\r\na\r\n*2\r\n:1\r\n*0\r\n+after\r\n"
            })
    void whatIsWithinBoundsPassesAsItIs(String text) throws IOException {
        assertThat(new String(said(text).readAllBytes(), StandardCharsets.ISO_8859_1))
                .isEqualTo(text);
        var one = said(text);
        for (int i = 0; i < text.length(); i++) {
            assertThat(one.read()).isEqualTo(text.charAt(i));
        }
        assertThat(one.read()).isNegative();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$67108865\r\n",
                "$99999999999\r\n",
                "$x\r\n",
                "*1048577\r\n",
                "*2\r\n*1048575\r\n",
                "%1\r\n",
                "\r\n",
                "HTTP/1.1 400 Bad\r\n"
            })
    void whatIsNotIsRefused(String text) {
        assertThatThrownBy(() -> said(text).readAllBytes()).isInstanceOf(IOException.class);
    }

    @Test
    void listsInListsAndLinesHaveAnEnd() {
        assertThatThrownBy(() -> said("*1\r\n".repeat(17)).readAllBytes())
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> said("+" + "x".repeat(70_000)).readAllBytes())
                .isInstanceOf(IOException.class);
    }

    @Test
    void eachReplyHasItsOwnBounds() throws IOException {
        String much = "*2\r\n*1000000\r\n" + ":1\r\n".repeat(1_000_000) + ":1\r\n";

        assertThat(said(much + much).readAllBytes()).hasSize(2 * much.length());
    }
}
