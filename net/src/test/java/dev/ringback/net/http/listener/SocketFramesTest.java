package dev.ringback.net.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames of WebSockets, by the examples of RFC 6455. */
final class SocketFramesTest {

    private static final byte[] HELLO = "Hello".getBytes(StandardCharsets.UTF_8);

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    @Test
    void aKeyIsAcceptedAsTheStandardShows() {
        assertThat(SocketFrames.accept("dGhlIHNhbXBsZSBub25jZQ=="))
                .isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void framesAreWrittenByTheirLengths() {
        assertThat(SocketFrames.written(SocketFrames.TEXT, HELLO)).isEqualTo(hex("810548656c6c6f"));
        assertThat(SocketFrames.written(2, new byte[256])).startsWith(hex("827e0100")).hasSize(260);
        assertThat(SocketFrames.written(2, new byte[65_536]))
                .startsWith(hex("827f0000000000010000"))
                .hasSize(65_546);
    }

    @Test
    void aMaskedFrameIsReadHoweverItComes() {
        SocketFrames frames = new SocketFrames();
        byte[] hello = hex("818537fa213d7f9f4d5158");
        for (int i = 0; i < hello.length; i++) {
            assertThat(frames.next()).isEmpty();
            frames.add(new byte[] {hello[i]});
        }
        frames.add(hex("898037fa213d"));

        SocketFrames.Frame text = frames.next().orElseThrow();
        assertThat(text.opcode()).isEqualTo(SocketFrames.TEXT);
        assertThat(text.body().bytes()).isEqualTo(HELLO);
        assertThat(frames.next().orElseThrow().opcode()).isEqualTo(SocketFrames.PING);
        assertThat(frames.next()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"810548656c6c6f", "81ff0000000000010000", "81feffff00000000"})
    void whatIsNotMaskedOrTooLongIsTakenForALeaveOrWaitedFor(String bytes) {
        SocketFrames frames = new SocketFrames();
        frames.add(hex(bytes));

        assertThat(frames.next().map(SocketFrames.Frame::opcode).orElse(SocketFrames.CLOSE))
                .isEqualTo(SocketFrames.CLOSE);
    }
}
