package dev.ringback.server.streamed;

import dev.ringback.net.json.JsonObject;
import dev.ringback.server.openai.StreamEvent;

/** A streamed response, which the last event of its stream tells whole. */
final class StreamedResponse implements StreamedPieces {

    private JsonObject whole = new JsonObject();

    @Override
    public boolean add(JsonObject event) {
        String type = event.text("type").orElse("");
        if (StreamEvent.LAST.contains(type)) {
            whole = event.at("response").object().orElseGet(JsonObject::new);
        }
        return !type.isEmpty();
    }

    /** {@inheritDoc} The last event tells it all again, so a stream may well be longer. */
    @Override
    public long kept() {
        return 0;
    }

    /** {@inheritDoc} Without the last event the parts may be there, but not how it ended. */
    @Override
    public boolean complete(boolean done) {
        return !whole.isEmpty();
    }

    @Override
    public JsonObject whole() {
        return whole;
    }
}
