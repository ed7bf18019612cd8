package dev.ringback.server.jobs;

import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;

/** The text of a streamed completion, which grows. */
final class StreamedText implements StreamedChoice {

    private final StringBuilder text = new StringBuilder();
    private final Others others = new Others();

    @Override
    public void add(JsonTree chunk) {
        text.append(chunk.text("text").orElse(""));
        others.add(chunk, "text");
    }

    @Override
    public boolean finished() {
        return others.finished();
    }

    @Override
    public JsonObject json(int index) {
        return others.appendedTo(
                new JsonObject()
                        .put("index", index)
                        .put("text", text.toString())
                        .putNull(Others.LOGPROBS));
    }
}
