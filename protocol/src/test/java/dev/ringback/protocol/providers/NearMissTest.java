package dev.ringback.protocol.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.HeaderValues;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.keys.MacAlgorithm;
import dev.ringback.protocol.providers.request.InboundRequest;
import dev.ringback.protocol.providers.request.SchemeContext;
import dev.ringback.protocol.providers.request.Trust;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

final class NearMissTest {

    private static final Scheme GITHUB = Providers.builtIn().find("github").orElseThrow().scheme();
    private static final Scheme STREAM =
            Providers.builtIn().find("getstream").orElseThrow().scheme();
    private static final Scheme SQUARE = Providers.builtIn().find("square").orElseThrow().scheme();
    private static final String SECRET = "it is a secret";
    private static final String BODY = "{\"a\":[1,2.50],\"b\":\"\u00e4/\"}";

    private static byte[] mac(String text) {
        return MacAlgorithm.SHA256.of(Digests.utf8(SECRET), Digests.utf8(text));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(mac(text));
    }

    private static InboundRequest github(String signature, byte[] body, String coding) {
        return new InboundRequest(
                "POST",
                "https://hooks.example.com/in/t",
                HeaderValues.of(
                        Map.of(
                                "X-Hub-Signature-256", List.of("sha256=" + signature),
                                "X-Signature", List.of(signature),
                                "Content-Encoding",
                                        coding.isEmpty() ? List.of() : List.of(coding))),
                body);
    }

    private static Optional<NearMiss> of(String signedText, String arrived) {
        InboundRequest request = github(hex(signedText), Digests.utf8(arrived), "");
        return GITHUB.nearMiss(Trust.of(SECRET), request, Samples.NOW, List.of());
    }

    @Test
    void aBodyThatWasWrittenAnewIsSeen() {
        assertThat(of(BODY, "{ \"a\": [ 1, 2.50 ],\n \"b\": \"\\u00e4/\" }"))
                .contains(NearMiss.JSON_COMPACT);
        assertThat(of("{\"a\": [1, 2.50], \"b\": \"\u00e4/\"}", BODY))
                .contains(NearMiss.JSON_SPACED);
    }

    @Test
    void anEndOfLineIsSeen() {
        assertThat(of(BODY, BODY + "\n")).contains(NearMiss.NEWLINE_TRIMMED);
        assertThat(of(BODY + "\n", BODY)).contains(NearMiss.NEWLINE_ADDED);
        assertThat(of(BODY + "\r\n", BODY)).contains(NearMiss.NEWLINE_ADDED);
    }

    @Test
    void packingIsSeenBothWays() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(Digests.utf8(BODY));
        }
        InboundRequest inside = github(hex(BODY), packed.toByteArray(), "gzip");
        assertThat(GITHUB.nearMiss(Trust.of(SECRET), inside, Samples.NOW, List.of()))
                .contains(NearMiss.UNPACKED);
        String outer =
                HexFormat.of()
                        .formatHex(
                                MacAlgorithm.SHA256.of(Digests.utf8(SECRET), packed.toByteArray()));
        InboundRequest outside = github(outer, packed.toByteArray(), "gzip");
        assertThat(STREAM.nearMiss(Trust.of(SECRET), outside, Samples.NOW, List.of()))
                .contains(NearMiss.PACKED);
    }

    @Test
    void theOtherEncodingIsSeen() {
        String base64 = Base64.getEncoder().encodeToString(mac(BODY));
        InboundRequest request = github(base64, Digests.utf8(BODY), "");
        assertThat(GITHUB.nearMiss(Trust.of(SECRET), request, Samples.NOW, List.of()))
                .contains(NearMiss.OTHER_ENCODING);
    }

    @Test
    void aSecretThatIsOlderOrHasBlanksIsSeen() {
        InboundRequest request = github(hex(BODY), Digests.utf8(BODY), "");
        assertThat(GITHUB.nearMiss(Trust.of("new"), request, Samples.NOW, List.of("a", SECRET)))
                .contains(NearMiss.OLDER_SECRET);
        assertThat(GITHUB.nearMiss(Trust.of(SECRET + "\n"), request, Samples.NOW, List.of()))
                .contains(NearMiss.SECRET_TRIMMED);
    }

    @Test
    void anotherUrlIsSeen() {
        Provider square = Providers.builtIn().find("square").orElseThrow();
        InboundRequest signed =
                square.scheme()
                        .sign(
                                square.sample(),
                                "http://hooks.example.com/in/t/",
                                SECRET,
                                SchemeContext.none(),
                                Samples.NOW,
                                "1")
                        .orElseThrow();
        InboundRequest request = signed.withUrl("https://hooks.example.com/in/t");
        assertThat(SQUARE.nearMiss(Trust.of(SECRET), request, Samples.NOW, List.of()))
                .contains(NearMiss.OTHER_URL);
    }

    @Test
    void whatIsRightOrWronglySignedIsNoNearMiss() {
        assertThat(of(BODY, BODY)).isEmpty();
        assertThat(of("something else", BODY)).isEmpty();
    }
}
