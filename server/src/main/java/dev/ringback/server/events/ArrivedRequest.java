package dev.ringback.server.events;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.StoredRecord;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The request in which an event arrived, without what was secret in it; kept with the event.
 *
 * @param method such as {@code POST}
 * @param path below the URL of its source, and the query; as it came
 * @param headers as they came
 * @param address whoever sent it
 * @param body what came, when the event's payload is something else
 */
public record ArrivedRequest(
        String method,
        String path,
        List<Header> headers,
        Optional<String> address,
        Optional<Payload> body) {

    public ArrivedRequest {
        headers = List.copyOf(headers);
    }

    /** The request that an event arrived in; empty when it was published or made here. */
    public static Optional<ArrivedRequest> of(Event event) {
        return event.origin().map(from -> read(from.arrival(), "arrival of event " + event.id()));
    }

    private static ArrivedRequest read(Payload bytes, String what) {
        return StoredRecord.read(
                bytes,
                what,
                fields -> {
                    var arrived =
                            new ArrivedRequest(
                                    fields.text("method"),
                                    fields.text("path"),
                                    fields.list("headers").each(ArrivedRequest::header),
                                    fields.optional("address"),
                                    fields.optional("body")
                                            .map(Base64.getDecoder()::decode)
                                            .map(Payload::of));
                    fields.close();
                    return arrived;
                });
    }

    private static Header header(StoredRecord fields) {
        return new Header(fields.text("name"), fields.text("value"));
    }

    /** As it is kept. */
    public Payload write() {
        return new JsonObject()
                .put("method", method)
                .put("path", path)
                .put(
                        "headers",
                        headers.stream()
                                .map(each ->
                                        new JsonObject()
                                                .put("name", each.name())
                                                .put("value", each.value())))
                .putIfPresent("address", address)
                .putIfPresent(
                        "body", body.map(each -> Base64.getEncoder().encodeToString(each.bytes())))
                .payload();
    }
}
