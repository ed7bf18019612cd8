package dev.ringback.net.http;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Room;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it arrived.
 *
 * @param method in upper case; a route for GET also gets HEAD, whose answer's body is not sent
 * @param path decoded, without the query
 * @param target path and query exactly as they came, which is what some senders sign
 * @param parameters the path's named segments
 * @param query the query's parameters, decoded, in order; names may repeat
 * @param headers as received; lines of one name stand together, in their order
 * @param body read whole and within the route's bound; empty when there is none, and when it is a
 *     {@link StreamHandler} that reads it
 * @param peer who waits for the answer
 * @param room gives room in memory until the answer has been written
 */
public record HttpRequest(
        String method,
        String path,
        String target,
        Map<String, String> parameters,
        List<Map.Entry<String, String>> query,
        List<Header> headers,
        Payload body,
        Peer peer,
        Room room) {

    /** A request that came by no connection. */
    public HttpRequest(
            String method,
            String path,
            Map<String, String> parameters,
            List<Map.Entry<String, String>> query,
            List<Header> headers,
            Payload body) {
        this(method, path, path, parameters, query, headers, body, Peer.PATIENT, Room.TAKEN);
    }

    /** This request with a body. */
    public HttpRequest with(Payload read) {
        return new HttpRequest(method, path, target, parameters, query, headers, read, peer, room);
    }

    /** The path segment of that name, which the route's pattern has. */
    public String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no parameter " + name);
        }
        return value;
    }

    /** The first query parameter of that name. */
    public Optional<String> query(String name) {
        return query.stream()
                .filter(entry -> entry.getKey().equals(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** The first header of that name. */
    public Optional<String> header(String name) {
        return Header.first(headers, name);
    }
}
