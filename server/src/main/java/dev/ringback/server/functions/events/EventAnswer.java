package dev.ringback.server.functions.events;

import dev.ringback.protocol.functions.CanonicalJson;
import java.util.List;
import java.util.Map;

/**
 * The answers to events. An SDK goes by the status in the body, and sends again what has none, so
 * both are always the same.
 *
 * @param status of the answer
 * @param body JSON
 */
public record EventAnswer(int status, CanonicalJson body) {

    private static final String NO_KEY =
            "Event key not found: it is the last part of the URL, and has to be one of this server";

    /** The events are on disk, under these ids. */
    public static EventAnswer taken(List<String> ids) {
        List<CanonicalJson> texts = ids.stream().map(CanonicalJson::of).toList();
        return taken("ids", CanonicalJson.array(texts));
    }

    /** The function is called, by the event of that id. */
    public static EventAnswer invoked(String id) {
        return taken("id", CanonicalJson.of(id));
    }

    private static EventAnswer taken(String name, CanonicalJson value) {
        return new EventAnswer(
                200, CanonicalJson.object(Map.of(name, value, "status", CanonicalJson.of(200))));
    }

    /** Nothing was taken. */
    public static EventAnswer refused(EventsRead.Refused refused) {
        return refused(refused.status(), refused.error());
    }

    /** The key in the path is none. */
    public static EventAnswer unknownKey() {
        return refused(401, NO_KEY);
    }

    /** Nothing was taken, by a reason that is not in the events. */
    public static EventAnswer refused(int status, String error) {
        return new EventAnswer(
                status,
                CanonicalJson.object(
                        Map.of(
                                "error", CanonicalJson.of(error),
                                "ids", CanonicalJson.array(List.of()),
                                "status", CanonicalJson.of(status))));
    }
}
