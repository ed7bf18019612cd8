package dev.ringback.server.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Refusal;
import dev.ringback.net.http.StreamHandler;
import dev.ringback.net.http.multipart.MultipartLimits;
import dev.ringback.net.http.multipart.MultipartReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Guarding handlers that read the body themselves. */
class GuardTest {

    private static final Caller CALLER =
            new Caller(ProjectId.DEFAULT, "key_1", Set.of(Scope.WRITE), false);
    private static final ErrorWords WORDS =
            refusal -> HttpResponse.json(refusal.status(), Payload.of(refusal.code()));

    /** Knows everybody who shows anything. */
    private static final Guard GUARD =
            (_, words, handler) ->
                    request ->
                            request.header("Authorization").isPresent()
                                    ? handler.handle(request, CALLER)
                                    : words.answer(Refusal.of(401, "missing_key", "no key"));

    private static HttpRequest request(Header... headers) {
        return new HttpRequest(
                "POST", "/v1/files", Map.of(), List.of(), List.of(headers), Payload.EMPTY);
    }

    private static HttpRequest known() {
        return request(new Header("Authorization", "Bearer x"));
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static StreamHandler guarded(Guard.GuardedStream handler) {
        return GUARD.requireStreamed(Scope.WRITE, WORDS, handler);
    }

    private static String text(HttpResponse answer) {
        return answer.status() + " " + ((HttpResponse.Whole) answer).body().text();
    }

    @Test
    void theCallerAndTheBodyReachTheHandler() throws IOException {
        StreamHandler handler =
                guarded((head, body, caller) ->
                        HttpResponse.json(
                                200,
                                Payload.of(
                                        caller.keyId()
                                                + head.path()
                                                + new String(body.readAllBytes(), UTF_8))));

        assertThat(text(handler.handle(known(), bytes("!")))).isEqualTo("200 key_1/v1/files!");
    }

    @Test
    void nothingIsReadOfARequestThatIsRefused() throws IOException {
        InputStream body = bytes("unread");
        StreamHandler handler =
                guarded((_, in, _) -> HttpResponse.json(200, Payload.of(in.readAllBytes())));

        assertThat(text(handler.handle(request(), body))).isEqualTo("401 missing_key");
        assertThat(body.available()).isEqualTo(6);
    }

    @Test
    void aBodyThatIsNotTakenIsRefusedInTheSurfacesWords() throws IOException {
        StreamHandler handler =
                guarded((_, body, _) -> {
                    var type = Optional.of("multipart/form-data; boundary=b");
                    var reader = MultipartReader.of(type, body, MultipartLimits.DEFAULT);
                    return HttpResponse.json(200, Payload.of(reader.next().toString()));
                });

        assertThat(text(handler.handle(known(), bytes("nothing"))))
                .isEqualTo("400 malformed_multipart");
    }

    @Test
    void aBodyThatIsLostIsLeftToTheListener() {
        var lost = new IOException("the peer is gone");
        StreamHandler handler =
                guarded((_, _, _) -> {
                    throw lost;
                });

        assertThatThrownBy(() -> handler.handle(known(), bytes(""))).isSameAs(lost);
    }
}
