package dev.ringback.net.http.multipart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ringback.net.http.BodyRefused;
import dev.ringback.net.http.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartReaderTest {

    private static final String TYPE = "multipart/form-data; boundary=b";
    private static final String FIELD = "Content-Disposition: form-data; name=\"a\"\n\n";

    /** A body whose lines end as they should. */
    private static byte[] body(String text) {
        return text.replace("\n", "\r\n").getBytes(UTF_8);
    }

    private static MultipartReader reader(String type, byte[] body) throws IOException {
        return MultipartReader.of(
                Optional.of(type), new ByteArrayInputStream(body), MultipartLimits.DEFAULT);
    }

    private static List<String> read(String body) throws IOException {
        return read(reader(TYPE, body(body)));
    }

    private static List<String> read(MultipartReader reader) throws IOException {
        List<String> parts = new ArrayList<>();
        for (var part = reader.next(); part.isPresent(); part = reader.next()) {
            byte[] content = part.get().content().readAllBytes();
            parts.add(part.get().name() + "=" + new String(content, UTF_8));
        }
        return parts;
    }

    private static FormPart only(String disposition) throws IOException {
        String headers = "Content-Disposition: form-data; name=file; " + disposition;
        return reader(TYPE, body("--b\n" + headers + "\n\nx\n--b--\n")).next().orElseThrow();
    }

    private static Refusal refusal(String body) {
        return catchThrowableOfType(BodyRefused.class, () -> read(body)).refusal();
    }

    @Test
    void anUploadIsReadInItsOwnOrder() throws IOException {
        MultipartReader reader =
                reader(
                        "Multipart/Form-Data; charset=utf-8; BOUNDARY=\"----x '7:/=?\"",
                        body(
                                """
                                ------x '7:/=?
                                Content-Disposition: form-data; name="file"; filename="in.jsonl"
                                content-type: application/jsonl

                                {"a":1}
                                {"b":2}

                                ------x '7:/=?
                                CONTENT-DISPOSITION:form-data;name="purpose"

                                batch
                                ------x '7:/=?
                                Content-Disposition: form-data; name="expires_after[anchor]"

                                created_at
                                ------x '7:/=?--
                                """));

        FormPart file = reader.next().orElseThrow();
        assertThat(file.name()).isEqualTo("file");
        assertThat(file.filename()).contains("in.jsonl");
        assertThat(file.contentType()).contains("application/jsonl");
        assertThat(new String(file.content().readAllBytes(), UTF_8))
                .isEqualTo("{\"a\":1}\r\n{\"b\":2}\r\n");
        FormPart purpose = reader.next().orElseThrow();
        assertThat(purpose.filename()).isEmpty();
        assertThat(purpose.contentType()).isEmpty();
        assertThat(purpose.text(5)).isEqualTo("batch");
        FormPart anchor = reader.next().orElseThrow();
        assertThat(anchor.name()).isEqualTo("expires_after[anchor]");
        assertThat(reader.next()).isEmpty();
        assertThat(reader.next()).isEmpty();
    }

    @Test
    void whatStandsBeforeAndAfterTheBoundariesIsIgnored() throws IOException {
        assertThat(read("Hello,\n--bob\n--b\n" + FIELD + "1\n--b--\nand\n--b\nbye"))
                .containsExactly("a=1");
        assertThat(read("--b--\n")).isEmpty();
        assertThat(read("--b \t\n" + FIELD + "1\n--b--  ")).containsExactly("a=1");
    }

    @Test
    void contentMayBeEmptyAndMayBeMissing() throws IOException {
        assertThat(read("--b\n" + FIELD + "\n--b\n" + FIELD + "--b--")).containsExactly("a=", "a=");
    }

    @Test
    void whatOnlyLooksLikeABoundaryIsContent() throws IOException {
        String content =
                String.join(
                        "\r\n", "", "--", "--a", "--bb", "--b-", "--b--x", "--b x", "-b", "--B",
                        "");
        byte[] bytes = ("\r\n--b\n" + content + "--b \r--b\r\r\n\n").getBytes(ISO_8859_1);
        String text = new String(bytes, ISO_8859_1);

        assertThat(read(reader(TYPE, (head() + text + "\r\n--b--").getBytes(ISO_8859_1))))
                .containsExactly("a=" + text);
    }

    private static String head() {
        return new String(body("--b\n" + FIELD), ISO_8859_1);
    }

    @Test
    void aPartThatIsNotReadIsSkipped() throws IOException {
        MultipartReader reader =
                reader(TYPE, body("--b\n" + FIELD + "12\n--b\n" + FIELD + "34\n--b--"));
        FormPart first = reader.next().orElseThrow();
        assertThat(first.content().read()).isEqualTo('1');

        assertThat(reader.next().orElseThrow().text(2)).isEqualTo("34");
        assertThatIllegalStateException().isThrownBy(() -> first.content().read());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    filename="a b;c=d.jsonl"                         | a b;c=d.jsonl
                    filename="say \\"hi\\".txt"                      | say "hi".txt
                    filename="C:\\dir\\a.txt"                        | C:\\dir\\a.txt
                    filename="\\\\host\\x"                           | \\host\\x
                    filename="größe 東京 😀.txt"                      | größe 東京 😀.txt
                    filename="100%22.txt"                            | 100%22.txt
                    filename=plain.txt                               | plain.txt
                    filename = plain.txt ;                           | plain.txt
                    filename=""                                      | ``
                    filename="e.txt"; filename*=UTF-8''%e2%82%AC.txt | €.txt
                    filename*=utf-8'en'a%20b.txt; filename=e.txt     | a b.txt
                    """)
    void filenamesAreReadAsTheirSendersWriteThem(String disposition, String filename)
            throws IOException {
        assertThat(only(disposition).filename()).contains(filename);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filename=\"a",
                "filename=\"a\"b",
                "filename=a\"b",
                "filename=",
                "filename",
                "=a",
                "filename=a; filename=b",
                "filename=a; FILENAME=b",
                "filename*=latin1''a",
                "filename*=UTF-8''%zz",
                "filename*=UTF-8''%ff",
                "filename*=UTF-8''%0A",
                "filename*=a",
            })
    void aMalformedFilenameIsRefused(String disposition) {
        assertThatExceptionOfType(BodyRefused.class).isThrownBy(() -> only(disposition));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    ``                                         | ends before its last boundary
                    no boundary                                | ends before its last boundary
                    --b                                        | ends before its last boundary
                    --b-                                       | ends before its last boundary
                    --b/H/1/--b/                               | ends before its last boundary
                    --b/H/1/--b--x                             | ends before its last boundary
                    --b/Content-Disp                           | ends before its last boundary
                    --b//1/--b--/                              | part 1 has a malformed header
                    --b/--b--/                                 | ends before its last boundary
                    --b/--b/H/1/--b--/                         | part 1 has a malformed header
                    --b/A: 1//1/--b--/                         | no "Content-Disposition: form-data"
                    --b/Content-Disposition: file; name=a//1/--b--/ | no "Content-Disposition: form-data"
                    --b/Content-Disposition: form-data//1/--b--/ | part 1 has no name
                    --b/H/1/--b/A 1//2/--b--/                  | part 2 has a malformed header
                    --b/ A: folded//2/--b--/                   | part 1 has a malformed header
                    --b/A: 1/a: 2/H/2/--b--/                   | part 1 has a header twice
                    --b/Content-Transfer-Encoding: base64/H/2/--b--/ | has a Content-Transfer-Encoding
                    """)
    void aMalformedBodyIsRefusedInWords(String body, String detail) {
        Refusal refusal = refusal(body.replace("/H/", "/" + FIELD).replace('/', '\n'));

        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.detail())
                .startsWith("The multipart body ")
                .contains(detail)
                .endsWith(".");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "none",
            textBlock =
                    """
                    none                                  | 415
                    application/json                      | 415
                    multipart/mixed; boundary=b           | 415
                    multipart/form-data; boundary="b      | 415
                    multipart/form-data                   | 400
                    multipart/form-data; boundary=""      | 400
                    multipart/form-data; boundary="b "    | 400
                    multipart/form-data; boundary="a\tb"  | 400
                    multipart/form-data; boundary="ä"     | 400
                    multipart/form-data; boundary=12345678901234567890123456789012345678901234567890123456789012345678901 | 400
                    """)
    void aContentTypeWithoutAFitBoundaryIsRefused(@Nullable String type, int status) {
        var in = new ByteArrayInputStream(new byte[0]);

        BodyRefused refused =
                catchThrowableOfType(
                        BodyRefused.class,
                        () ->
                                MultipartReader.of(
                                        Optional.ofNullable(type), in, MultipartLimits.DEFAULT));

        assertThat(refused.refusal().status()).isEqualTo(status);
    }

    @Test
    void everythingHasABound() {
        String part = "--b\n" + FIELD + "1\n";
        String longName = "Content-Disposition: form-data; name=" + "x".repeat(256);

        assertThat(refusal(part.repeat(21) + "--b--").detail()).contains("more than 20 parts");
        assertThat(refusal("--b\nA: " + "x".repeat(8192) + "\n" + FIELD + "--b--").detail())
                .contains("a part with more than 8192 bytes of headers");
        assertThat(refusal("--b\nA: " + "x".repeat(100_000)).detail()).contains("8192 bytes");
        assertThat(refusal("--b\n" + numbered(10) + FIELD + "--b--").detail())
                .contains("more than 10 headers");
        assertThat(refusal("--b\n" + longName + "\n\n1\n--b--").detail())
                .contains("a name longer than 255 characters");
        assertThat(
                        catchThrowableOfType(
                                BodyRefused.class, () -> only("filename=" + "x".repeat(256))))
                .hasMessageContaining("a filename longer than 255 characters");
    }

    private static String numbered(int headers) {
        var lines = new StringBuilder();
        for (int i = 0; i < headers; i++) {
            lines.append("H").append(i).append(": 1\n");
        }
        return lines.toString();
    }

    @Test
    void atItsBoundEverythingIsTaken() throws IOException {
        String part = "--b\n" + FIELD + "1\n";

        assertThat(read(part.repeat(20) + "--b--")).hasSize(20);
        assertThat(read("--b\n" + numbered(9) + FIELD + "1\n--b--")).containsExactly("a=1");
        assertThat(only("filename=" + "😀".repeat(255)).filename()).contains("😀".repeat(255));
    }

    @Test
    void aTextHasABoundAndIsUtf8() throws IOException {
        assertThat(only("filename=a").text(1)).isEqualTo("x");
        assertThatExceptionOfType(BodyRefused.class)
                .isThrownBy(() -> only("filename=a").text(0))
                .withMessage(
                        "The multipart body has a field \"file\" that is longer than 0 bytes.");
        byte[] latin = (head() + "\u00e4\r\n--b--").getBytes(ISO_8859_1);
        assertThatExceptionOfType(BodyRefused.class)
                .isThrownBy(() -> reader(TYPE, latin).next().orElseThrow().text(9))
                .withMessageContaining("not valid UTF-8");
    }
}
