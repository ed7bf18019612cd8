package dev.ringback.server.delivery;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonGrammar;
import dev.ringback.net.json.JsonSlice;
import dev.ringback.net.json.JsonType;
import dev.ringback.net.json.JsonWriter;
import dev.ringback.server.endpoints.Format;
import java.util.Locale;
import java.util.Optional;

/**
 * Makes the body of a delivery from an event, for each payload format, as pure functions.
 *
 * <p>A payload that is JSON stands in the envelope byte for byte. Any other payload, also one that
 * claims to be JSON and is not, stands there as base64 under {@code data_base64} in place of {@code
 * data} (the rule of CloudEvents 1.0, JSON format, section 3.1.1), beside its content type: so an
 * envelope can always be parsed, and nothing is lost.
 */
final class DeliveryBodies {

    /** Bytes of an envelope around a payload, generously. */
    private static final int ENVELOPE = 384;

    private static final String CLOUDEVENTS = "application/cloudevents+json";

    private DeliveryBodies() {}

    /**
     * The body for an endpoint.
     *
     * @param endpointId which inference formats repeat
     */
    static DeliveryBody of(Format format, Event event, String endpointId) {
        return switch (format) {
            case STANDARD -> json(standard(event));
            case INFERENCE -> json(InferenceBodies.present(event, endpointId, InferenceBodies.CAP));
            case INFERENCE_LEGACY ->
                    json(InferenceBodies.former(event, endpointId, InferenceBodies.CAP));
            case CLOUDEVENTS -> new DeliveryBody(cloudEvent(event), CLOUDEVENTS);
            case PREDICTION, RAW -> new DeliveryBody(event.payload(), event.contentType());
            case OPENAI -> json(openAi(event));
        };
    }

    /** Standard Webhooks specification 1.0.0, payload structure: type, timestamp, data. */
    private static Payload standard(Event event) {
        JsonWriter body = new JsonWriter(event.payload().size() + ENVELOPE);
        body.json("{\"type\":").string(event.type());
        body.json(",\"timestamp\":").moment(event.occurredAt());
        data(body, event, "content_type");
        return body.json("}").payload();
    }

    /** CloudEvents 1.0, structured content mode in JSON. */
    private static Payload cloudEvent(Event event) {
        JsonWriter body = new JsonWriter(event.payload().size() + ENVELOPE);
        body.json("{\"specversion\":\"1.0\",\"id\":").string(event.id().value());
        body.json(",\"source\":\"/projects/").json(event.project().value());
        body.json("\",\"type\":").string(event.type());
        if (!event.subject().isEmpty()) {
            body.json(",\"subject\":").string(event.subject());
        }
        body.json(",\"time\":").moment(event.occurredAt());
        if (isJson(event)) {
            body.json(",\"datacontenttype\":").string(event.contentType());
        }
        data(body, event, "datacontenttype");
        return body.json("}").payload();
    }

    /** OpenAI's webhook event: thin, so that whoever wants more fetches it by its id. */
    private static Payload openAi(Event event) {
        String id = openAiId(event);
        JsonWriter body = new JsonWriter(ENVELOPE);
        body.json("{\"id\":").string(id);
        body.json(",\"object\":\"event\",\"created_at\":");
        body.json(Long.toString(event.occurredAt().getEpochSecond()));
        body.json(",\"type\":").string(event.type());
        body.json(",\"data\":{\"id\":");
        if (event.subject().isEmpty()) {
            ownId(event).ifPresentOrElse(body::slice, () -> body.string(id));
        } else {
            body.string(event.subject());
        }
        return body.json("}}").payload();
    }

    /** The id in the data of an event that a producer sent, as of a job that is not ours. */
    private static Optional<JsonSlice> ownId(Event event) {
        return isJson(event)
                ? Optional.ofNullable(JsonSlice.all(event.payload().bytes()).members().get("id"))
                        .filter(own -> own.is(JsonType.TEXT))
                : Optional.empty();
    }

    /** OpenAI's ids of events begin with {@code evt_}, as derived ones do and given ones do not. */
    private static String openAiId(Event event) {
        EventId id = event.id();
        return (id.given() ? EventId.of(event.sequence()) : id).value();
    }

    /** Writes {@code ,"data":...}, or the content type and {@code data_base64}. */
    static void data(JsonWriter body, Event event, String contentTypeField) {
        byte[] payload = event.payload().bytes();
        if (isJson(event)) {
            body.json(",\"data\":").bytes(payload);
        } else {
            body.json(",\"").json(contentTypeField).json("\":").string(event.contentType());
            body.json(",\"data_base64\":").base64(payload);
        }
    }

    static boolean isJson(Event event) {
        return isJsonType(event.contentType()) && JsonGrammar.accepts(event.payload().bytes());
    }

    private static boolean isJsonType(String contentType) {
        if (contentType.equals(Event.JSON)) {
            return true;
        }
        int semicolon = contentType.indexOf(';');
        String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
        String lower = type.strip().toLowerCase(Locale.ROOT);
        return lower.equals(Event.JSON) || lower.endsWith("+json");
    }

    private static DeliveryBody json(Payload payload) {
        return new DeliveryBody(payload, Event.JSON);
    }
}
