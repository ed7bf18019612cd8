package dev.ringback.server.delivery;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonSlice;
import dev.ringback.net.json.JsonWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * inference.net's two wordings of an event: the present one in camelCase and the former one in
 * snake_case, mixed as they are there. Values are taken from the payload byte for byte.
 *
 * <p>The provider caps a webhook at 10 MB. What would be larger goes without requests and responses
 * and says {@code "truncated":true}; the whole can be fetched by its id.
 */
final class InferenceBodies {

    /** The largest body, in bytes. */
    static final int CAP = 10_000_000;

    private static final String TEST = "webhook.test";
    private static final String GROUP = "slow-group.completed";
    private static final String GENERATION = "generation.completed";
    private static final String EMBEDDING = "async-embedding.completed";

    /** What the former wording keeps of a generation, in its order. */
    private static final List<String> FORMER_FIELDS =
            List.of("state", "stateMessage", "request", "response", "finishedAt");

    private static final int ENVELOPE = 384;

    /** What is still to come around the data. */
    private static final int REST = ",\"data\":}".length();

    private InferenceBodies() {}

    /** Whether the event's subject is a generation. */
    static boolean isGeneration(Event event) {
        return event.type().equals(GENERATION) || event.type().equals(EMBEDDING);
    }

    /** Whether the event's subject is a group. */
    static boolean isGroup(Event event) {
        return event.type().equals(GROUP);
    }

    /**
     * The present wording.
     *
     * @param cap the largest body, in bytes
     */
    static Payload present(Event event, String endpointId, int cap) {
        JsonWriter body = envelope(event);
        if (isGroup(event)) {
            body.json(",\"groupId\":").string(event.subject());
        } else {
            // The test event kept its old name for the id when the others changed theirs.
            String name = event.type().equals(TEST) ? "webhook_id" : "webhookId";
            body.json(",\"").json(name).json("\":").string(endpointId);
        }
        return data(body, event, "contentType", cap);
    }

    /**
     * The former wording.
     *
     * @param cap the largest body, in bytes
     */
    static Payload former(Event event, String endpointId, int cap) {
        boolean structured = isGeneration(event) || isGroup(event);
        if (!structured || !DeliveryBodies.isJson(event)) {
            JsonWriter body = envelope(event).json(",\"webhook_id\":").string(endpointId);
            return data(body, event, "content_type", cap);
        }
        Payload whole = former(event, endpointId, false);
        return whole.size() <= cap ? whole : former(event, endpointId, true);
    }

    /** Ends an envelope with the payload, whole or without its bulk. */
    private static Payload data(JsonWriter body, Event event, String contentTypeField, int cap) {
        byte[] payload = event.payload().bytes();
        if (body.size() + payload.length + REST <= cap || !DeliveryBodies.isJson(event)) {
            DeliveryBodies.data(body, event, contentTypeField);
        } else {
            body.json(",\"data\":");
            truncated(body, JsonSlice.all(payload));
        }
        return body.json("}").payload();
    }

    private static Payload former(Event event, String endpointId, boolean truncate) {
        Map<String, JsonSlice> data = JsonSlice.all(event.payload().bytes()).members();
        JsonWriter body = envelope(event);
        if (isGroup(event)) {
            body.json(",\"group_id\":").string(event.subject()).json(",\"data\":{");
            formerGroup(body, data, truncate);
        } else {
            body.json(",\"webhook_id\":").string(endpointId);
            body.json(",\"generation_id\":").string(event.subject()).json(",\"data\":{");
            formerGeneration(body, data, truncate);
        }
        return body.json(truncate ? ",\"truncated\":true}}" : "}}").payload();
    }

    private static void formerGroup(
            JsonWriter body, Map<String, JsonSlice> data, boolean truncate) {
        member(body, "group_size", data.get("groupSize"));
        body.json(",");
        member(body, "status", data.get("status"));
        body.json(",\"generations\":[");
        JsonSlice generations = data.getOrDefault("generations", JsonSlice.NONE);
        String separator = "";
        for (JsonSlice generation : generations.elements()) {
            Map<String, JsonSlice> fields = generation.members();
            body.json(separator).json("{");
            member(body, "generationId", fields.get("id"));
            body.json(",");
            formerGeneration(body, fields, truncate);
            body.json("}");
            separator = ",";
        }
        body.json("]");
    }

    private static void formerGeneration(
            JsonWriter body, Map<String, JsonSlice> fields, boolean truncate) {
        String separator = "";
        for (String field : FORMER_FIELDS) {
            body.json(separator);
            member(body, field, truncate && isBulk(field) ? null : fields.get(field));
            separator = ",";
        }
    }

    /** Copies an object without its bulk; also that of the generations in it. */
    private static void truncated(JsonWriter body, JsonSlice slice) {
        Map<String, JsonSlice> members = slice.members();
        if (members.isEmpty()) {
            body.slice(slice);
            return;
        }
        body.json("{");
        members.forEach((name, value) -> {
            if (name.equals("generations")) {
                body.json("\"generations\":");
                truncatedAll(body, value);
            } else {
                body.string(name).json(":");
                value(body, isBulk(name) ? null : value);
            }
            body.json(",");
        });
        body.json("\"truncated\":true}");
    }

    private static void truncatedAll(JsonWriter body, JsonSlice generations) {
        body.json("[");
        String separator = "";
        for (JsonSlice generation : generations.elements()) {
            body.json(separator);
            truncated(body, generation);
            separator = ",";
        }
        body.json("]");
    }

    private static JsonWriter envelope(Event event) {
        JsonWriter body = new JsonWriter(event.payload().size() + ENVELOPE);
        body.json("{\"event\":").string(event.type());
        return body.json(",\"timestamp\":").moment(event.occurredAt());
    }

    private static void member(JsonWriter body, String name, @Nullable JsonSlice value) {
        body.json("\"").json(name).json("\":");
        value(body, value);
    }

    private static void value(JsonWriter body, @Nullable JsonSlice value) {
        if (value == null) {
            body.json("null");
        } else {
            body.slice(value);
        }
    }

    private static boolean isBulk(String field) {
        return field.equals("request") || field.equals("response");
    }
}
