package dev.ringback.server.inference;

import dev.ringback.kernel.Payload;
import dev.ringback.server.inference.Generation.End;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A chat completion put together from the chunks of a stream, as it would have been answered in one
 * piece.
 */
final class StreamedCompletion {

    private static final int MOST_CHOICES = 128;

    private final Map<Integer, StreamedChoice> choices = new TreeMap<>();
    private final ObjectNode members = Json.object();
    private Optional<Instant> firstChunkAt = Optional.empty();
    private Optional<String> problem = Optional.empty();
    private long collected;

    /** Takes a line of the stream; lines without data are skipped. */
    void line(String line, Instant now) {
        if (!line.startsWith("data:") || problem.isPresent()) {
            return;
        }
        collected += line.length();
        if (collected > ChatCompletion.MAX_BYTES) {
            problem = Optional.of(UpstreamReplies.TOO_LONG);
            return;
        }
        Optional<ObjectNode> chunk =
                Json.readObject(Payload.of(line.substring("data:".length()).strip()));
        if (chunk.isEmpty()) {
            problem = Optional.of(UpstreamReplies.NO_COMPLETION);
        } else if (chunk.get().path("error").isObject()) {
            String message = ChatCompletion.errorMessage(chunk.get()).orElse("without a message");
            problem = Optional.of("upstream reported an error in the stream: " + message);
        } else {
            firstChunkAt = firstChunkAt.or(() -> Optional.of(now));
            add(chunk.get());
        }
    }

    Optional<Instant> firstChunkAt() {
        return firstChunkAt;
    }

    /** What it comes to. */
    End end(StreamRelay.Finish finish, Instant at) {
        return problem.or(() -> problem(finish))
                .<End>map(reason -> new End.Failed(reason, at))
                .orElseGet(() -> new End.Success(new ChatCompletion(json()), at));
    }

    private Optional<String> problem(StreamRelay.Finish finish) {
        return switch (finish) {
            case StreamRelay.Finish.Broken(String reason) -> Optional.of(reason);
            case StreamRelay.Finish.Abandoned _ ->
                    Optional.of("the client closed the stream before it was complete");
            case StreamRelay.Finish.Closed _ when !finished() ->
                    Optional.of("upstream ended the stream before it was complete");
            case StreamRelay.Finish.Done _, StreamRelay.Finish.Closed _ ->
                    choices.isEmpty()
                            ? Optional.of(UpstreamReplies.NO_COMPLETION)
                            : Optional.empty();
        };
    }

    private boolean finished() {
        return choices.values().stream().allMatch(StreamedChoice::finished);
    }

    private void add(ObjectNode chunk) {
        for (Map.Entry<String, JsonNode> member : chunk.properties()) {
            if (member.getKey().equals("choices")) {
                member.getValue().forEach(this::choice);
            } else if (!member.getValue().isNull()) {
                members.set(member.getKey(), member.getValue());
            }
        }
    }

    private void choice(JsonNode chunk) {
        int index = chunk.path("index").intValue(0);
        if (index < 0 || index >= MOST_CHOICES) {
            problem = Optional.of(UpstreamReplies.NO_COMPLETION);
        } else {
            choices.computeIfAbsent(index, _ -> new StreamedChoice()).add(chunk);
        }
    }

    private ObjectNode json() {
        ObjectNode json = Json.object();
        member(json, "id");
        json.put("object", "chat.completion");
        member(json, "created");
        member(json, "model");
        ArrayNode all = json.putArray("choices");
        choices.forEach((index, choice) -> all.add(choice.json(index)));
        members.properties().stream()
                .filter(each -> !json.has(each.getKey()))
                .forEach(each -> json.set(each.getKey(), each.getValue()));
        return json;
    }

    private void member(ObjectNode json, String name) {
        JsonNode value = members.path(name);
        if (!value.isMissingNode()) {
            json.set(name, value);
        }
    }
}
