package dev.ringback.server.functions.config;

import dev.ringback.protocol.functions.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * A function of an app.
 *
 * @param id the app's name and the function's id, joined by a hyphen
 * @param name for people
 * @param triggers what starts it; one without any is only called
 * @param url where it is called
 * @param bounds of its runs
 * @param unserved what it asks for and does not get yet, each in a sentence
 * @param whole as it was registered
 */
public record FunctionConfig(
        String id,
        String name,
        List<FunctionTrigger> triggers,
        String url,
        FunctionBounds bounds,
        List<String> unserved,
        CanonicalJson whole) {

    /** Names it on the wire; the same over registrations. */
    public UUID uuid(String project) {
        return uuid(project, id);
    }

    /** The same of a function that may be gone. */
    public static UUID uuid(String project, String id) {
        return UUID.nameUUIDFromBytes((project + "/" + id).getBytes(StandardCharsets.UTF_8));
    }
}
