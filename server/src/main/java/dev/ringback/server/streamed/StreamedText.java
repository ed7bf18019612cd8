package dev.ringback.server.streamed;

import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;

/** The text of a streamed completion, which grows. */
final class StreamedText implements StreamedChoice {

    private final StringBuilder text = new StringBuilder();
    private final Others others = new Others();

    @Override
    public long add(JsonTree chunk) {
        String more = chunk.text("text").orElse("");
        text.append(more);
        return Growing.bytes(more) + others.add(chunk, "text");
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
