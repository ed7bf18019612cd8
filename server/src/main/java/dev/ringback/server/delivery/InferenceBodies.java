package dev.ringback.server.delivery;

import dev.ringback.kernel.Event;
import dev.ringback.kernel.Payload;
import dev.ringback.server.json.JsonSlice;
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
        BodyWriter body = envelope(event);
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
        if (!structured || !Bodies.isJson(event)) {
            BodyWriter body = envelope(event).json(",\"webhook_id\":").string(endpointId);
            return data(body, event, "content_type", cap);
        }
        Payload whole = former(event, endpointId, false);
        return whole.size() <= cap ? whole : former(event, endpointId, true);
    }

    /** Ends an envelope with the payload, whole or without its bulk. */
    private static Payload data(BodyWriter body, Event event, String contentTypeField, int cap) {
        byte[] payload = event.payload().bytes();
        if (body.size() + payload.length + REST <= cap || !Bodies.isJson(event)) {
            Bodies.data(body, event, contentTypeField);
        } else {
            body.json(",\"data\":");
            truncated(body, payload, JsonSlice.all(payload));
        }
        return body.json("}").payload();
    }

    private static Payload former(Event event, String endpointId, boolean truncate) {
        byte[] json = event.payload().bytes();
        Map<String, JsonSlice> data = JsonSlice.all(json).members(json);
        BodyWriter body = envelope(event);
        if (isGroup(event)) {
            body.json(",\"group_id\":").string(event.subject()).json(",\"data\":{");
            formerGroup(body, json, data, truncate);
        } else {
            body.json(",\"webhook_id\":").string(endpointId);
            body.json(",\"generation_id\":").string(event.subject()).json(",\"data\":{");
            formerGeneration(body, json, data, truncate);
        }
        return body.json(truncate ? ",\"truncated\":true}}" : "}}").payload();
    }

    private static void formerGroup(
            BodyWriter body, byte[] json, Map<String, JsonSlice> data, boolean truncate) {
        member(body, json, "group_size", data.get("groupSize"));
        body.json(",");
        member(body, json, "status", data.get("status"));
        body.json(",\"generations\":[");
        JsonSlice generations = data.getOrDefault("generations", new JsonSlice(0, 0));
        String separator = "";
        for (JsonSlice generation : generations.elements(json)) {
            Map<String, JsonSlice> fields = generation.members(json);
            body.json(separator).json("{");
            member(body, json, "generationId", fields.get("id"));
            body.json(",");
            formerGeneration(body, json, fields, truncate);
            body.json("}");
            separator = ",";
        }
        body.json("]");
    }

    private static void formerGeneration(
            BodyWriter body, byte[] json, Map<String, JsonSlice> fields, boolean truncate) {
        String separator = "";
        for (String field : FORMER_FIELDS) {
            body.json(separator);
            member(body, json, field, truncate && isBulk(field) ? null : fields.get(field));
            separator = ",";
        }
    }

    /** Copies an object without its bulk; also that of the generations in it. */
    private static void truncated(BodyWriter body, byte[] json, JsonSlice slice) {
        Map<String, JsonSlice> members = slice.members(json);
        if (members.isEmpty()) {
            body.slice(json, slice);
            return;
        }
        body.json("{");
        members.forEach((name, value) -> {
            if (name.equals("generations")) {
                body.json("\"generations\":");
                truncatedAll(body, json, value);
            } else {
                body.string(name).json(":");
                value(body, json, isBulk(name) ? null : value);
            }
            body.json(",");
        });
        body.json("\"truncated\":true}");
    }

    private static void truncatedAll(BodyWriter body, byte[] json, JsonSlice generations) {
        body.json("[");
        String separator = "";
        for (JsonSlice generation : generations.elements(json)) {
            body.json(separator);
            truncated(body, json, generation);
            separator = ",";
        }
        body.json("]");
    }

    private static BodyWriter envelope(Event event) {
        BodyWriter body = new BodyWriter(event.payload().size() + ENVELOPE);
        body.json("{\"event\":").string(event.type());
        return body.json(",\"timestamp\":").moment(event.occurredAt());
    }

    private static void member(
            BodyWriter body, byte[] json, String name, @Nullable JsonSlice value) {
        body.json("\"").json(name).json("\":");
        value(body, json, value);
    }

    private static void value(BodyWriter body, byte[] json, @Nullable JsonSlice value) {
        if (value == null) {
            body.json("null");
        } else {
            body.slice(json, value);
        }
    }

    private static boolean isBulk(String field) {
        return field.equals("request") || field.equals("response");
    }
}
