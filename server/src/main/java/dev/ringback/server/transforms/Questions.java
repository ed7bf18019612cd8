package dev.ringback.server.transforms;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.net.json.Utf8;
import dev.ringback.protocol.providers.keys.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What the sandbox is given for a run. */
final class Questions {

    private Questions() {}

    /** Only to evaluate a script. */
    static Interview check(String script, Instant now, SandboxLimits limits) {
        return given(script, now, limits, "none", Payload.EMPTY);
    }

    /** To run it over a request. */
    static Interview run(String script, TransformInput input, SandboxLimits limits) {
        var headers = new JsonObject();
        input.canonicalHeaders().forEach(headers::put);
        Interview interview =
                given(
                                script,
                                input.moment(),
                                limits,
                                input.form().isPresent() ? "form" : "json",
                                input.body())
                        .give("headers", headers.payload().bytes())
                        .give("query", fields(input.query()));
        input.form().ifPresent(fields -> interview.give("form", fields(fields)));
        return interview;
    }

    private static Interview given(
            String script, Instant moment, SandboxLimits limits, String kind, Payload body) {
        return new Interview(moment, limits.output())
                .give("script", script)
                .give("kind", kind)
                .give("raw", text(body))
                .give("seed", seed(moment, body));
    }

    /** The bytes of a text: what is no UTF-8 in them becomes U+FFFD. */
    private static byte[] text(Payload body) {
        return Utf8.firstInvalid(body.bytes()) < 0
                ? body.bytes()
                : new String(body.bytes(), StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] fields(Map<String, List<String>> values) {
        var fields = new JsonObject();
        values.forEach(fields::put);
        return fields.payload().bytes();
    }

    /** What chance begins with in a script: the same for the same request, and for no other. */
    private static byte[] seed(Instant moment, Payload body) {
        byte[] millis = ByteBuffer.allocate(Long.BYTES).putLong(moment.toEpochMilli()).array();
        var digest = ByteBuffer.wrap(Digests.sha256(millis, body.bytes()));
        List<Integer> numbers = IntStream.range(0, 4).mapToObj(_ -> digest.getInt()).toList();
        return JsonTree.of((Object) numbers).payload().bytes();
    }
}
