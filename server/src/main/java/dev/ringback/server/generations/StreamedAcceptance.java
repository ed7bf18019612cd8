package dev.ringback.server.generations;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.openai.ResponseObject;
import dev.ringback.server.openai.StreamEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The id of a generation for a client that has asked for a stream: it reads nothing else, and would
 * never learn the id. The stream has one event without a word of the answer, and ends.
 */
record StreamedAcceptance(ModelRequest asked) {

    private static final StreamEvent DONE = new StreamEvent(Optional.empty(), "[DONE]");

    /** The same answer as a stream. */
    HttpResponse.Whole of(HttpResponse.Whole accepted) {
        JsonObject json = JsonTree.readObject(accepted.body()).orElseThrow();
        List<Header> headers = new ArrayList<>(accepted.headers());
        headers.removeIf(header -> header.name().equalsIgnoreCase("Content-Type"));
        headers.add(new Header("Content-Type", "text/event-stream"));
        String text =
                asked.operation() == Operation.RESPONSES
                        ? created(json).text()
                        : chunk(json).text() + DONE.text();
        return new HttpResponse.Whole(accepted.status(), headers, Payload.of(text));
    }

    private StreamEvent chunk(JsonObject accepted) {
        String object =
                asked.operation() == Operation.CHAT ? "chat.completion.chunk" : "text_completion";
        return new StreamEvent(
                Optional.empty(),
                new JsonObject()
                        .put("id", accepted.at("id"))
                        .put("object", object)
                        .put("created", accepted.at("created_at"))
                        .put("model", asked.model())
                        .put("choices", List.of())
                        .toString());
    }

    private StreamEvent created(JsonObject accepted) {
        RoomOfThread.take(2L * asked.body().size() + JsonTree.treeBytes(asked.body()));
        Instant at = Instant.ofEpochSecond(accepted.whole("created_at"));
        String type = "response.created";
        JsonObject response =
                ResponseObject.begun(accepted.at("id").plain(), "queued", at, true, asked.tree());
        return new StreamEvent(
                Optional.of(type),
                new JsonObject()
                        .put("type", type)
                        .put("sequence_number", 0)
                        .put("response", response)
                        .toString());
    }
}
