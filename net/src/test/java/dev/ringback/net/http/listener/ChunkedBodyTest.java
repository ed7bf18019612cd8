package dev.ringback.net.http.listener;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ringback.net.http.BodyRefused;
import dev.ringback.net.http.Trickle;
import io.helidon.common.buffers.DataReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkedBodyTest {

    private static DataReader reader(String wire, Random random) {
        var in = new Trickle(wire.getBytes(ISO_8859_1), random, 40);
        return DataReader.create(() -> {
            byte[] slice = new byte[40];
            int count = in.read(slice, 0, slice.length);
            return count < 0 ? null : Arrays.copyOf(slice, count);
        });
    }

    /** Takes the last chunk from the reader, as the library does. */
    private static InputStream library(DataReader reader) {
        return new InputStream() {
            @Override
            public int read() {
                assertThat(reader.readLine()).isEqualTo("0");
                assertThat(reader.readLine()).isEmpty();
                return -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                return read();
            }
        };
    }

    private static String read(String wire) throws IOException {
        DataReader reader = reader(wire, new Random(1));
        byte[] body = new ChunkedBody(reader, library(reader)).readAllBytes();
        return new String(body, ISO_8859_1);
    }

    @Test
    void chunksAreJoinedHoweverTheyAreCut() throws IOException {
        for (int seed = 0; seed < 500; seed++) {
            var random = new Random(seed);
            var wire = new StringBuilder();
            var expected = new StringBuilder();
            for (int i = random.nextInt(10); i > 0; i--) {
                String chunk = "\r\n0".repeat(random.nextInt(1, 40));
                expected.append(chunk);
                wire.append(size(chunk, random)).append("\r\n").append(chunk).append("\r\n");
            }
            DataReader reader = reader(wire + "0\r\n\r\nNEXT", random);
            var body = new ByteArrayOutputStream();
            new ChunkedBody(reader, library(reader)).transferTo(body);

            assertThat(body.toString(ISO_8859_1)).isEqualTo(expected.toString());
            assertThat(reader.readAsciiString(4)).isEqualTo("NEXT");
        }
    }

    private static String size(String chunk, Random random) {
        String hex = "0".repeat(random.nextInt(3)) + Integer.toHexString(chunk.length());
        return switch (random.nextInt(4)) {
            case 0 -> hex.toUpperCase(Locale.ROOT);
            case 1 -> hex + ";a=\"b\";c";
            case 2 -> hex + "  ";
            default -> hex;
        };
    }

    @Test
    void aChunkIsHandedOnBeforeItIsThereAsAWhole() throws IOException {
        var in = new ByteArrayInputStream("7fffffff\r\nab".getBytes(ISO_8859_1));
        DataReader reader = DataReader.create(in::readAllBytes);

        assertThat(new ChunkedBody(reader, library(reader)).readNBytes(2))
                .containsExactly('a', 'b');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n\r\n",
                "x\r\n",
                "-1\r\n",
                "+1\r\nx\r\n0\r\n\r\n",
                "1\nx\r\n0\r\n\r\n",
                "1\r\rx\r\n0\r\n\r\n",
                "1x\r\nx\r\n0\r\n\r\n",
                "1\r\nxy\r\n0\r\n\r\n",
                "1\r\nx\n0\r\n\r\n",
                "1;a\nb\r\nx\r\n0\r\n\r\n",
                "1000000000000000\r\nx",
                "00\r\n\r\n",
                "0;a\r\n\r\n",
                "0\r\nTrailer: 1\r\n\r\n",
                "1\r\nx\r\n0\r\nx",
            })
    void malformedChunksAreRefused(String wire) {
        assertThatExceptionOfType(BodyRefused.class)
                .isThrownBy(() -> read(wire + "x".repeat(10)))
                .satisfies(refused -> assertThat(refused.refusal().status()).isEqualTo(400));
    }

    @Test
    void anExtensionHasABound() throws IOException {
        assertThat(read("1;" + "a".repeat(100) + "\r\nx\r\n0\r\n\r\n")).isEqualTo("x");
        assertThatExceptionOfType(BodyRefused.class)
                .isThrownBy(() -> read("1;" + "a".repeat(200) + "\r\nx\r\n0\r\n\r\n"));
    }
}
