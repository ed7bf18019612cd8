package dev.ringback.server.functions.events;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.providers.body.ParsedJson;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What events belong to, by the keys of that: a conversation, a ticket, a job. Senders say it in
 * {@code meta.sessions}; what SDKs add by themselves, since the run that sends belongs to it,
 * stands in {@code meta.propagated_sessions}. Both become one: what was said goes first, and null
 * takes away what was added.
 */
public final class EventSessions {

    /** Of one event. */
    static final int MOST = 5;

    static final int LONGEST_KEY = 128;
    static final int LONGEST_ID = 512;

    private static final String SESSIONS = "sessions";
    private static final String ADDED = "propagated_sessions";

    private EventSessions() {}

    /** What became of reading. */
    public sealed interface Read {

        /** The object that events have; empty when nothing is left of it. */
        record Good(Optional<CanonicalJson> meta) implements Read {}

        record Bad(String why) implements Read {}
    }

    /** Leaves the reading with the reason. */
    private static final class BadException extends RuntimeException {

        private static final long serialVersionUID = 1;

        BadException(String why) {
            super(why, null, false, false);
        }
    }

    /** Reads what is said beside an event's data, an object. */
    public static Read read(CanonicalJson meta) {
        Map<String, CanonicalJson> members = new TreeMap<>();
        meta.parsed().members().forEach((name, each) -> members.put(name, CanonicalJson.of(each)));
        try {
            Map<String, String> merged =
                    merged(
                            meta.parsed().members().get(SESSIONS),
                            meta.parsed().members().get(ADDED));
            members.remove(ADDED);
            members.remove(SESSIONS);
            if (!merged.isEmpty()) {
                members.put(SESSIONS, json(merged));
            }
        } catch (BadException bad) {
            return new Read.Bad(String.valueOf(bad.getMessage()));
        }
        return new Read.Good(
                members.isEmpty() ? Optional.empty() : Optional.of(CanonicalJson.object(members)));
    }

    /** The same where what is wrong is left out. */
    public static Optional<CanonicalJson> lenient(Optional<CanonicalJson> meta) {
        return meta.map(EventSessions::read)
                .flatMap(read ->
                        switch (read) {
                            case Read.Good(Optional<CanonicalJson> good) -> good;
                            case Read.Bad _ -> Optional.empty();
                        });
    }

    private static CanonicalJson json(Map<String, String> sessions) {
        Map<String, CanonicalJson> json = new TreeMap<>();
        sessions.forEach((key, id) -> json.put(key, CanonicalJson.of(id)));
        return CanonicalJson.object(json);
    }

    private static Map<String, String> merged(
            @Nullable ParsedJson said, @Nullable ParsedJson added) {
        Map<String, Optional<String>> own = sessions(SESSIONS, said, true);
        boolean clears = said != null && said.equals(ParsedJson.Leaf.NOTHING);
        Map<String, String> merged = new LinkedHashMap<>();
        own.forEach((key, id) -> id.ifPresent(each -> merged.put(key, each)));
        if (merged.size() > MOST) {
            throw new BadException("meta.sessions has more than " + MOST + " sessions");
        }
        if (!clears) {
            // In the order of keys, in which all SDKs leave the same ones out.
            new TreeMap<>(sessions(ADDED, added, false))
                    .forEach((key, id) -> {
                        if (!own.containsKey(key) && merged.size() < MOST) {
                            id.ifPresent(each -> merged.put(key, each));
                        }
                    });
        }
        return merged;
    }

    private static Map<String, Optional<String>> sessions(
            String member, @Nullable ParsedJson value, boolean mayCut) {
        if (value == null || value.equals(ParsedJson.Leaf.NOTHING)) {
            return Map.of();
        }
        if (!(value instanceof ParsedJson.Members(Map<String, ParsedJson> members))) {
            throw new BadException("meta." + member + " must be an object");
        }
        Map<String, Optional<String>> sessions = new LinkedHashMap<>();
        members.forEach((key, id) -> sessions.put(key, id(member, key, id, mayCut)));
        return sessions;
    }

    private static Optional<String> id(
            String member, String key, ParsedJson value, boolean mayCut) {
        String where = "meta." + member + "." + key;
        if (key.isEmpty() || key.length() > LONGEST_KEY) {
            throw new BadException(
                    "meta."
                            + member
                            + " has a key that is empty, or longer than "
                            + LONGEST_KEY
                            + " characters");
        }
        if (value.equals(ParsedJson.Leaf.NOTHING) && mayCut) {
            return Optional.empty();
        }
        if (!(value instanceof ParsedJson.Leaf(ParsedJson.Kind kind, String text))
                || (kind != ParsedJson.Kind.TEXT && kind != ParsedJson.Kind.NUMBER)) {
            throw new BadException(where + " must be a string or a number");
        }
        String id = kind == ParsedJson.Kind.TEXT ? text : CanonicalJson.of(value).toString();
        if (id.isEmpty() || id.length() > LONGEST_ID) {
            throw new BadException(
                    where + " is empty, or longer than " + LONGEST_ID + " characters");
        }
        return Optional.of(id);
    }

    /** What all of some events belong to. */
    public static Map<String, String> shared(List<FunctionEvent> events) {
        Map<String, String> shared = new HashMap<>(of(events.getFirst()));
        events.forEach(event -> shared.entrySet().retainAll(of(event).entrySet()));
        return Map.copyOf(shared);
    }

    private static Map<String, String> of(FunctionEvent event) {
        Map<String, String> sessions = new HashMap<>();
        event.meta()
                .flatMap(meta -> meta.parsed().at("/" + SESSIONS))
                .ifPresent(all ->
                        all.members()
                                .forEach((key, id) ->
                                        id.text().ifPresent(each -> sessions.put(key, each))));
        return sessions;
    }
}
