package dev.ringback.server.jobs;

import dev.ringback.net.json.Json;
import dev.ringback.server.openai.StreamEvent;
import tools.jackson.databind.node.ObjectNode;

/** A streamed response, which the last event of its stream tells whole. */
final class StreamedResponse implements AnswerAssembly.Pieces {

    private ObjectNode whole = Json.object();

    @Override
    public boolean add(ObjectNode event) {
        String type = event.path("type").stringValue("");
        if (StreamEvent.LAST.contains(type)) {
            whole = Json.object(event.path("response")).orElseGet(Json::object);
        }
        return !type.isEmpty();
    }

    /** {@inheritDoc} The last event tells it all again, so a stream may well be longer. */
    @Override
    public boolean grows() {
        return false;
    }

    /** {@inheritDoc} Without the last event the parts may be there, but not how it ended. */
    @Override
    public boolean complete(boolean done) {
        return !whole.isEmpty();
    }

    @Override
    public ObjectNode whole() {
        return whole;
    }
}
