package dev.ringback.server.functions.events;

import dev.ringback.protocol.functions.CanonicalJson;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An event as functions see it.
 *
 * @param internalId names it among all, and orders events by when they came
 * @param name what happened; triggers and waits ask for it
 * @param id the id that its sender gave it, by which a repeat is known
 * @param data an object
 * @param user an object about who caused it
 * @param at when it happened; one that lies ahead delays the runs that it starts
 * @param version of its form, as its sender counts
 * @param meta an object of the SDKs, which is passed on
 */
public record FunctionEvent(
        String internalId,
        String name,
        Optional<String> id,
        CanonicalJson data,
        Optional<CanonicalJson> user,
        Instant at,
        Optional<String> version,
        Optional<CanonicalJson> meta) {

    /** An object without members. */
    static final CanonicalJson EMPTY = CanonicalJson.object(Map.of());

    /** The id that functions see: the sender's, or else the internal one. */
    public String shownId() {
        return id.orElse(internalId);
    }

    /** Whether it lies ahead: runs that it starts wait until then. */
    public boolean isAhead(Instant now) {
        return at.isAfter(now);
    }

    /** How many bytes it has, the names of its members aside. */
    long size() {
        return data.size()
                + user.map(CanonicalJson::size).orElse(0L)
                + meta.map(CanonicalJson::size).orElse(0L)
                + name.length()
                + id.map(String::length).orElse(0)
                + version.map(String::length).orElse(0);
    }

    /** As a function gets it: there is always a user. */
    public CanonicalJson asSent() {
        Map<String, CanonicalJson> members = members();
        members.putIfAbsent("user", EMPTY);
        return CanonicalJson.object(members);
    }

    /** As it stands in lists and in other events: there is a user only if one was given. */
    public CanonicalJson asListed() {
        return CanonicalJson.object(members());
    }

    /** The same with more that is known of it. */
    public CanonicalJson asListed(Map<String, CanonicalJson> more) {
        Map<String, CanonicalJson> members = members();
        members.putAll(more);
        return CanonicalJson.object(members);
    }

    private Map<String, CanonicalJson> members() {
        Map<String, CanonicalJson> members = new TreeMap<>();
        members.put("data", data);
        members.put("id", CanonicalJson.of(shownId()));
        members.put("name", CanonicalJson.of(name));
        members.put("ts", CanonicalJson.of(at.toEpochMilli()));
        user.ifPresent(each -> members.put("user", each));
        version.ifPresent(each -> members.put("v", CanonicalJson.of(each)));
        meta.ifPresent(each -> members.put("meta", each));
        return members;
    }
}
