package dev.ringback.net.http.multipart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.net.http.BodyRefused;
import dev.ringback.net.http.Trickle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Forms made by chance, cut anywhere, read anyhow. */
class MultipartPropertyTest {

    private static final String BOUNDARY = "-a-b";
    private static final Pattern DELIMITER = Pattern.compile("\r\n---a-b(--)?[ \t]*\r\n");
    private static final Pattern LAST = Pattern.compile("\r\n---a-b--[ \t]*\\z");
    private static final List<String> PIECES =
            List.of(
                    "\r",
                    "\n",
                    "\r\n",
                    "-",
                    "--",
                    "---",
                    "\r\n-",
                    "\r\n--",
                    "\r\n---a",
                    "\r\n---a-",
                    "\r\n---a-b",
                    "\r\n---a-b-",
                    "\r\n---a-b--",
                    "\r\n---a-bc",
                    "---a-b",
                    "---a-b\r",
                    " ",
                    "\t",
                    "x",
                    "\0",
                    "\u00ff",
                    "\r\n---a-b\t x",
                    "\r\r\n---a-b\n");

    private record Field(String name, String content) {}

    private static List<Field> form(Random random) {
        List<Field> form = new ArrayList<>();
        int fields = random.nextInt(5);
        while (form.size() < fields) {
            String content = content(random);
            if (!DELIMITER.matcher("\r\n" + content + "\r\n").find()) {
                form.add(new Field("f" + form.size(), content));
            }
        }
        return form;
    }

    private static String content(Random random) {
        var content = new StringBuilder();
        int pieces = random.nextInt(30);
        for (int i = 0; i < pieces; i++) {
            content.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        if (random.nextInt(8) == 0) {
            // Longer than the buffer, so that pieces lie across its end.
            content.insert(random.nextInt(content.length() + 1), "y".repeat(32_000 + pieces * 30));
        }
        return content.toString();
    }

    private static String body(List<Field> form) {
        var body = new StringBuilder();
        for (Field field : form) {
            body.append("--").append(BOUNDARY).append("\r\nContent-Disposition: form-data; name=");
            body.append(field.name).append("\r\n\r\n").append(field.content).append("\r\n");
        }
        return body.append("--").append(BOUNDARY).append("--").toString();
    }

    private static List<Field> read(byte[] body, Random random) throws IOException {
        int longest = 1 << random.nextInt(17);
        MultipartReader reader =
                MultipartReader.of(
                        Optional.of("multipart/form-data; boundary=" + BOUNDARY),
                        new Trickle(body, random, longest),
                        MultipartLimits.DEFAULT);
        List<Field> form = new ArrayList<>();
        for (var part = reader.next(); part.isPresent(); part = reader.next()) {
            form.add(new Field(part.get().name(), content(part.get().content(), random)));
        }
        return form;
    }

    /** Reads a content by all the ways there are. */
    private static String content(InputStream in, Random random) throws IOException {
        var content = new ByteArrayOutputStream();
        byte[] some = new byte[1 << random.nextInt(12)];
        while (true) {
            switch (random.nextInt(20)) {
                case 0 -> in.transferTo(content);
                case 1, 2, 3 -> {
                    int one = in.read();
                    if (one < 0) {
                        return content.toString(ISO_8859_1);
                    }
                    content.write(one);
                }
                default -> {
                    int count = in.read(some);
                    if (count < 0) {
                        return content.toString(ISO_8859_1);
                    }
                    content.write(some, 0, count);
                }
            }
        }
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        for (int seed = 0; seed < 1_500; seed++) {
            var random = new Random(seed);
            List<Field> form = form(random);
            byte[] body = body(form).getBytes(ISO_8859_1);

            assertThat(read(body, random)).as("seed " + seed).isEqualTo(form);
        }
    }

    @Test
    void aBodyThatIsCutAnywhereIsRefused() throws IOException {
        for (int seed = 0; seed < 1_000; seed++) {
            var random = new Random(seed);
            String body = body(form(random));
            int length = random.nextInt(body.length());
            String cut = body.substring(0, length);
            // A content may have had what is the last delimiter when nothing follows.
            boolean whole = LAST.matcher("\r\n" + cut).find();

            assertThat(isTaken(cut.getBytes(ISO_8859_1), random))
                    .as("seed %d cut at %d", seed, length)
                    .isEqualTo(whole);
        }
    }

    @Test
    void aBodyThatIsDamagedIsTakenOrRefusedAndNothingElse() throws IOException {
        int taken = 0;
        for (int seed = 0; seed < 1_500; seed++) {
            var random = new Random(seed);
            byte[] body = body(form(random)).getBytes(ISO_8859_1);
            for (int i = random.nextInt(4); i >= 0; i--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            taken += isTaken(body, random) ? 1 : 0;
        }
        assertThat(taken).isBetween(100, 1_400);
    }

    private static boolean isTaken(byte[] body, Random random) throws IOException {
        try {
            read(body, random);
            return true;
        } catch (BodyRefused refused) {
            assertThat(refused.refusal().status()).isEqualTo(400);
            return false;
        }
    }
}
