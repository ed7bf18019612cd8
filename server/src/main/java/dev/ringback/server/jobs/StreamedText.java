package dev.ringback.server.jobs;

import dev.ringback.net.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The text of a streamed completion, which grows. */
final class StreamedText implements StreamedChoice {

    private final StringBuilder text = new StringBuilder();
    private final Others others = new Others();

    @Override
    public void add(JsonNode chunk) {
        text.append(chunk.path("text").stringValue(""));
        others.add(chunk, "text");
    }

    @Override
    public boolean finished() {
        return others.finished();
    }

    @Override
    public ObjectNode json(int index) {
        ObjectNode json = Json.object();
        json.put("index", index);
        json.put("text", text.toString());
        json.putNull(Others.LOGPROBS);
        return others.appendedTo(json);
    }
}
