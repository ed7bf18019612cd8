package dev.ringback.server.jobs;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Quote;
import dev.ringback.net.json.Embedded;
import dev.ringback.net.json.JsonCursor;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.net.json.Strictness;
import dev.ringback.server.events.InternalEvents;
import dev.ringback.server.openai.Operation;
import java.time.Instant;
import java.util.Arrays;

/**
 * An asynchronous piece of work for a model server. It is kept as one event of type {@link
 * #REQUESTED}, whose payload is a small JSON object with the client's own bytes, untouched, as its
 * last member.
 *
 * @param id its name, also the id and the subject of its event
 * @param project the tenant it belongs to
 * @param shape name of the {@link Shape} in which its client sees it
 * @param operation what the upstream is asked for
 * @param model as the client named it; decides which upstream takes it
 * @param detail what the shape wants to remember; not to be changed
 * @param request the client's bytes
 * @param createdAt when it was taken
 * @param event sequence of its event
 * @param requestAt where the client's bytes begin in the event's payload
 */
public record Job(
        String id,
        ProjectId project,
        String shape,
        Operation operation,
        String model,
        JsonObject detail,
        Payload request,
        Instant createdAt,
        long event,
        int requestAt) {

    /** Type of the events. */
    public static final String REQUESTED = InternalEvents.type("inference.requested");

    private static final String REQUEST = "request";
    private static final String NAME = ",\"" + REQUEST + "\":";

    /** Reads a job's event. */
    public static Job of(Event event) {
        byte[] bytes = event.payload().bytes();
        int from = requestAt(bytes);
        byte[] head = Arrays.copyOf(bytes, from - NAME.length() + 1);
        head[head.length - 1] = '}';
        JsonObject json =
                JsonTree.readObject(Payload.of(head))
                        .orElseThrow(() -> new IllegalStateException("no job: " + event.id()));
        return new Job(
                event.id().value(),
                event.project(),
                json.text("shape").orElseThrow(),
                Operation.parse(json.text("operation").orElseThrow()).orElseThrow(),
                json.text("model").orElseThrow(),
                json.child("detail"),
                Payload.of(Arrays.copyOfRange(bytes, from, bytes.length - 1)),
                event.acceptedAt(),
                event.sequence(),
                from);
    }

    /** The payload of a job's event. */
    public static Payload payload(JobDraft draft) {
        var json =
                new JsonObject()
                        .put("shape", draft.shape())
                        .put("operation", draft.operation().word())
                        .put("model", draft.model())
                        .put("detail", draft.detail());
        return Embedded.of(json, REQUEST, draft.request(), new JsonObject()).json();
    }

    /** The same without the client's bytes, for those who hold on to it. */
    public Job bare() {
        return new Job(
                id,
                project,
                shape,
                operation,
                model,
                detail,
                Payload.EMPTY,
                createdAt,
                event,
                requestAt);
    }

    private static int requestAt(byte[] payload) {
        try (JsonCursor cursor = JsonCursor.over(payload, Strictness.PASSED)) {
            cursor.next();
            cursor.enter();
            while (cursor.next()) {
                if (cursor.name().equals(REQUEST)) {
                    return cursor.at();
                }
            }
        }
        throw new IllegalStateException("the payload is not that of a job");
    }

    /**
     * The client's bytes as a part of another event's payload.
     *
     * @param at where they begin there
     */
    public Quote quote(int at) {
        return quote(at, 0, request.size());
    }

    /**
     * A part of the client's bytes as a part of another event's payload.
     *
     * @param at where it begins there
     * @param from where it begins in the client's bytes
     * @param length how long it is
     */
    public Quote quote(int at, int from, int length) {
        return new Quote(at, event, requestAt + from, length);
    }
}
