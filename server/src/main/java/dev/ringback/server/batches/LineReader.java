package dev.ringback.server.batches;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonSlice;
import dev.ringback.net.json.JsonType;
import dev.ringback.net.json.Outline;
import dev.ringback.net.json.Strictness;
import dev.ringback.server.openai.Asked;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.openai.ModelRequestReader;
import dev.ringback.server.openai.Operation;
import java.util.Optional;

/**
 * Reads a line as a request, or says what is wrong with it: {@code {"custom_id", "method", "url",
 * "body"}}. The url may be absent, for inference.net does not ask for it.
 */
record LineReader(Operation operation) {

    private static final String CUSTOM_ID = "custom_id";
    private static final String METHOD = "method";
    private static final String URL = "url";
    private static final String BODY = "body";

    /** What reading came to. */
    sealed interface Reading {

        /**
         * It is one.
         *
         * @param from where the body begins in the line
         */
        record Valid(String customId, ModelRequest request, int from) implements Reading {}

        /**
         * It is none.
         *
         * @param customId as far as it could be read
         */
        record Wrong(Optional<String> customId, LineFault fault) implements Reading {}
    }

    /** Its {@code custom_id}; empty when it has none that could be used. */
    static Optional<String> customId(Payload line) {
        return Outline.read(line, Strictness.LINE) instanceof Outline.Reading.Members(var members)
                ? customId(members)
                : Optional.empty();
    }

    /** Reads a line. */
    Reading read(Payload line) {
        return switch (Outline.read(line, Strictness.LINE)) {
            case Outline.Reading.Malformed(_, String detail) ->
                    new Reading.Wrong(
                            Optional.empty(),
                            LineFault.of(
                                    "invalid_json", detail.replace("The body is", "The line is")));
            case Outline.Reading.Members(Outline members) ->
                    problem(members)
                            .<Reading>map(fault -> new Reading.Wrong(customId(members), fault))
                            .orElseGet(() -> body(members));
        };
    }

    private Optional<LineFault> problem(Outline members) {
        if (customId(members).isEmpty()) {
            return fault(
                    CUSTOM_ID,
                    "must be a string of 1 to %d characters".formatted(BatchLimits.CUSTOM_ID));
        }
        if (!text(members, METHOD).equals(Optional.of("POST"))) {
            return fault(METHOD, "must be POST");
        }
        String url = "/v1" + operation.path();
        if (members.has(URL) && !text(members, URL).equals(Optional.of(url))) {
            return fault(URL, "must be %s, as the batch's endpoint is".formatted(url));
        }
        return members.member(BODY, JsonType.OBJECT).isEmpty()
                ? fault(BODY, "must be an object")
                : Optional.empty();
    }

    private Reading body(Outline members) {
        JsonSlice body = members.member(BODY).orElseThrow();
        String customId = customId(members).orElseThrow();
        return switch (ModelRequestReader.read(operation, body.payload())) {
            case Asked.Valid(ModelRequest request) ->
                    new Reading.Valid(customId, request, body.from());
            case Asked.Invalid(var error) ->
                    new Reading.Wrong(Optional.of(customId), LineFault.of(error.within(BODY)));
        };
    }

    private static Optional<LineFault> fault(String field, String what) {
        return Optional.of(LineFault.field(field, what));
    }

    private static Optional<String> customId(Outline members) {
        return text(members, CUSTOM_ID)
                .filter(id -> !id.isBlank() && id.length() <= BatchLimits.CUSTOM_ID);
    }

    private static Optional<String> text(Outline members, String name) {
        return members.member(name, JsonType.TEXT).map(JsonSlice::text);
    }
}
