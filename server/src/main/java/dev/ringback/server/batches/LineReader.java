package dev.ringback.server.batches;

import dev.ringback.kernel.Payload;
import dev.ringback.server.json.Json;
import dev.ringback.server.json.JsonMembers;
import dev.ringback.server.json.JsonMembers.JsonType;
import dev.ringback.server.json.JsonMembers.Member;
import dev.ringback.server.json.JsonMembers.Scanned;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.openai.RequestReader;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Decides whether a line is a request: {@code {"custom_id", "method", "url", "body"}}. The url may
 * be absent, for inference.net does not ask for it.
 */
final class LineReader {

    private static final String CUSTOM_ID = "custom_id";
    private static final String METHOD = "method";
    private static final String URL = "url";
    private static final String BODY = "body";

    private final Operation operation;

    /** Reads the lines of a batch that asks for this. */
    LineReader(Operation operation) {
        this.operation = operation;
    }

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
        return JsonMembers.scan(line) instanceof Scanned.Members members
                ? customId(line, members)
                : Optional.empty();
    }

    /** Reads a line. */
    Reading read(Payload line) {
        return switch (JsonMembers.scan(line)) {
            case Scanned.Malformed(String detail) ->
                    new Reading.Wrong(
                            Optional.empty(),
                            LineFault.of(
                                    "invalid_json", detail.replace("The body is", "The line is")));
            case Scanned.Members members ->
                    problem(line, members)
                            .<Reading>map(
                                    fault -> new Reading.Wrong(customId(line, members), fault))
                            .orElseGet(() -> body(line, members));
        };
    }

    private Optional<LineFault> problem(Payload line, Scanned.Members members) {
        if (customId(line, members).isEmpty()) {
            return fault(
                    CUSTOM_ID,
                    "must be a string of 1 to %d characters".formatted(Limits.CUSTOM_ID));
        }
        if (!text(line, members, METHOD).equals(Optional.of("POST"))) {
            return fault(METHOD, "must be POST");
        }
        String url = "/v1" + operation.path();
        if (member(members, URL).isPresent()
                && !text(line, members, URL).equals(Optional.of(url))) {
            return fault(URL, "must be %s, as the batch's endpoint is".formatted(url));
        }
        return member(members, BODY).filter(each -> each.type() == JsonType.OBJECT).isEmpty()
                ? fault(BODY, "must be an object")
                : Optional.empty();
    }

    private Reading body(Payload line, Scanned.Members members) {
        Member body = member(members, BODY).orElseThrow();
        String customId = customId(line, members).orElseThrow();
        return switch (RequestReader.read(operation, slice(line, body))) {
            case RequestReader.Reading.Valid(ModelRequest request) ->
                    new Reading.Valid(customId, request, body.start());
            case RequestReader.Reading.Invalid(var error) ->
                    new Reading.Wrong(Optional.of(customId), LineFault.of(error.within(BODY)));
        };
    }

    private static Optional<LineFault> fault(String field, String what) {
        return Optional.of(LineFault.field(field, what));
    }

    private static Optional<String> customId(Payload line, Scanned.Members members) {
        return text(line, members, CUSTOM_ID)
                .filter(id -> !id.isBlank() && id.length() <= Limits.CUSTOM_ID);
    }

    private static Optional<String> text(Payload line, Scanned.Members members, String name) {
        return member(members, name)
                .filter(each -> each.type() == JsonType.TEXT)
                .flatMap(each -> Json.read(slice(line, each)))
                .map(JsonNode::stringValue);
    }

    private static Optional<Member> member(Scanned.Members members, String name) {
        return members.list().stream().filter(each -> each.name().equals(name)).findFirst();
    }

    private static Payload slice(Payload line, Member member) {
        return Payload.of(Arrays.copyOfRange(line.bytes(), member.start(), member.end()));
    }
}
