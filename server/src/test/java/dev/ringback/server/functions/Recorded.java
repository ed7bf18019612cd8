package dev.ringback.server.functions;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.functions.events.FunctionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Exchanges that SDKs and servers were seen to have, one JSON value a line. */
final class Recorded {

    private Recorded() {}

    static List<String> lines(String file) {
        try (InputStream in = Recorded.class.getResourceAsStream("/functions/" + file)) {
            byte[] all = Objects.requireNonNull(in, file).readAllBytes();
            return new String(all, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static CanonicalJson json(String text) {
        return CanonicalJson.read(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    /** An event that a function was sent. */
    static FunctionEvent event(ParsedJson tree) {
        String id = tree.text("/id").orElseThrow();
        return new FunctionEvent(
                id,
                tree.text("/name").orElseThrow(),
                Optional.of(id),
                CanonicalJson.of(tree.at("/data").orElseThrow()),
                tree.at("/user").map(CanonicalJson::of),
                Instant.ofEpochMilli(Long.parseLong(tree.text("/ts").orElseThrow())),
                Optional.empty(),
                Optional.empty());
    }
}
