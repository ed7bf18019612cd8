package dev.ringback.server.generations;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonTree;
import dev.ringback.net.json.JsonWriter;
import dev.ringback.net.json.Outline;
import dev.ringback.net.json.Strictness;
import dev.ringback.server.openai.Operation;
import java.util.Map;
import java.util.Optional;

/**
 * Gives an answer that a webhook tells as well the id that it has there, so that both speak of the
 * same thing. The rest stays as it came.
 */
final class Renaming {

    private static final String ID = "id";
    private static final String RESPONSE = "response";

    private final Operation operation;
    private final Payload id;

    Renaming(Operation operation, String id) {
        this.operation = operation;
        this.id = JsonTree.of(id).payload();
    }

    /** An answer in one piece, which gets an id if it has none. */
    Payload whole(Payload answer) {
        return outline(answer).map(this::named).orElse(answer);
    }

    /** What an event of a stream says under the other id; empty when it says none. */
    Optional<String> event(String data) {
        return outline(Payload.of(data))
                .flatMap(event ->
                        operation == Operation.RESPONSES
                                ? event.object(RESPONSE)
                                        .filter(response -> response.has(ID))
                                        .map(response ->
                                                event.with(
                                                        Map.of(
                                                                RESPONSE,
                                                                Optional.of(named(response)))))
                                : Optional.of(event).filter(each -> each.has(ID)).map(this::named))
                .map(Payload::text);
    }

    private Payload named(Outline object) {
        if (object.has(ID)) {
            return object.with(Map.of(ID, Optional.of(id)));
        }
        Payload rest = object.with(Map.of());
        var out = new JsonWriter(rest.size() + id.size() + 8).json("{\"id\":").bytes(id.bytes());
        return object.names().isEmpty()
                ? out.json("}").payload()
                : out.json(",").bytes(rest.bytes(), 1, rest.size()).payload();
    }

    private static Optional<Outline> outline(Payload json) {
        return Outline.read(json, Strictness.TREE) instanceof Outline.Reading.Members(Outline read)
                ? Optional.of(read)
                : Optional.empty();
    }
}
