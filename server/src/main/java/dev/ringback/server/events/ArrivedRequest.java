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
 * @param keptWith the event with which the body is kept, when several were made of one request
 * @param transformError why the transform of its source made nothing of it
 * @param madeFrom the event as which the request came in, when this one was made of it later
 */
public record ArrivedRequest(
        String method,
        String path,
        List<Header> headers,
        Optional<String> address,
        Optional<Payload> body,
        Optional<String> keptWith,
        Optional<String> transformError,
        Optional<String> madeFrom) {

    public ArrivedRequest {
        headers = List.copyOf(headers);
    }

    /** The request that an event arrived in; empty when it was published or made here. */
    public static Optional<ArrivedRequest> of(Event event) {
        return event.arrived().map(from -> read(from.arrival(), "arrival of event " + event.id()));
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
                                            .map(Payload::of),
                                    fields.optional("kept_with"),
                                    fields.optional("transform_error"),
                                    fields.optional("made_from"));
                    fields.close();
                    return arrived;
                });
    }

    private static Header header(StoredRecord fields) {
        return new Header(fields.text("name"), fields.text("value"));
    }

    /** The same with its body. */
    public ArrivedRequest with(Payload whole) {
        return new ArrivedRequest(
                method,
                path,
                headers,
                address,
                Optional.of(whole),
                keptWith,
                transformError,
                madeFrom);
    }

    /** The same, whose body is kept with another event. */
    public ArrivedRequest keptWith(String event) {
        return new ArrivedRequest(
                method, path, headers, address, body, Optional.of(event), transformError, madeFrom);
    }

    /** The same, of which a transform made nothing. */
    public ArrivedRequest failing(String error) {
        return new ArrivedRequest(
                method, path, headers, address, body, keptWith, Optional.of(error), madeFrom);
    }

    /** The same, of which an event was made later than it came in. */
    public ArrivedRequest madeFrom(String event) {
        return new ArrivedRequest(
                method, path, headers, address, body, keptWith, transformError, Optional.of(event));
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
                .putIfPresent("kept_with", keptWith)
                .putIfPresent("transform_error", transformError)
                .putIfPresent("made_from", madeFrom)
                .payload();
    }
}
