package dev.ringback.server.tasks;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonSlice;
import dev.ringback.net.json.JsonTree;
import dev.ringback.net.json.JsonWriter;
import dev.ringback.net.json.Outline;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A request that was accepted, with other members at its end in place of some; the rest byte for
 * byte.
 *
 * @param outline of the request as it was accepted
 * @param gone what is left out of that, each without a value
 * @param added what is put there; not to be changed
 */
record AmendedRequest(Outline outline, Map<String, Optional<Payload>> gone, JsonObject added) {

    AmendedRequest {
        gone = Map.copyOf(gone);
    }

    /** One as it was accepted. */
    static AmendedRequest of(Payload request) {
        return new AmendedRequest(
                Outline.of(JsonSlice.all(request.bytes())), Map.of(), new JsonObject());
    }

    /** A member that is an object. */
    Optional<JsonObject> object(String member) {
        return outline.member(member).map(JsonSlice::payload).flatMap(JsonTree::readObject);
    }

    /** The same without a member. */
    AmendedRequest without(String member) {
        Map<String, Optional<Payload>> more = new HashMap<>(gone);
        more.put(member, Optional.empty());
        return new AmendedRequest(outline, more, added.copy().remove(member));
    }

    /** The same with another value of a member. */
    AmendedRequest with(String member, Object value) {
        AmendedRequest without = without(member);
        return new AmendedRequest(
                outline, without.gone(), without.added().copy().put(member, value));
    }

    /** The same with another value of a member, or without it. */
    AmendedRequest with(String member, Optional<?> value) {
        return value.map(each -> with(member, (Object) each)).orElseGet(() -> without(member));
    }

    /** The same for an answer that is no stream. */
    AmendedRequest inOnePiece() {
        return without("stream").without("stream_options");
    }

    Payload payload() {
        byte[] rest = outline.with(gone).bytes();
        if (added.isEmpty()) {
            return Payload.of(rest);
        }
        byte[] last = added.payload().bytes();
        var out = new JsonWriter(rest.length + last.length);
        out.bytes(rest, 0, rest.length - 1).json(rest.length > "{}".length() ? "," : "");
        return out.bytes(last, 1, last.length).payload();
    }
}
