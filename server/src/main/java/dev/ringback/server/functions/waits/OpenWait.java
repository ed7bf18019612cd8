package dev.ringback.server.functions.waits;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.StoredRecord;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A wait as it is kept.
 *
 * @param run the number of the run that waits
 * @param key what the run knows it by
 * @param event the name of the event
 * @param condition empty when all events of that name do
 * @param started what the condition looks at of the event that started the run, in JSON; empty when
 *     that is too much to be kept here
 * @param since events that were accepted from then on count
 * @param after of these only those of greater sequences: in one moment many are accepted
 * @param opened when it began
 * @param until events that were accepted from then on are too late
 * @param except internal ids of events that do not count
 */
record OpenWait(
        long run,
        String key,
        String event,
        Optional<String> condition,
        Optional<String> started,
        Instant since,
        Optional<Long> after,
        Instant opened,
        Instant until,
        Set<String> except) {

    static final String KIND = "wait";

    OpenWait {
        except = Set.copyOf(except);
    }

    static OpenWait read(Document document) {
        return StoredRecord.read(
                document.body(),
                "wait " + document.id(),
                fields -> {
                    var wait =
                            new OpenWait(
                                    fields.number("run"),
                                    fields.text("key"),
                                    fields.text("event"),
                                    fields.optional("condition"),
                                    fields.optional("started"),
                                    Instant.ofEpochMilli(fields.number("since")),
                                    fields.optionalNumber("after"),
                                    Instant.ofEpochMilli(fields.number("opened")),
                                    Instant.ofEpochMilli(fields.number("until")),
                                    Set.copyOf(fields.list("except").texts()));
                    fields.close();
                    return wait;
                });
    }

    Document document(ProjectId project, String id) {
        var body =
                new JsonObject()
                        .put("run", run)
                        .put("key", key)
                        .put("event", event)
                        .putIfPresent("condition", condition)
                        .putIfPresent("started", started)
                        .put("since", since.toEpochMilli())
                        .putIfPresent("after", after)
                        .put("opened", opened.toEpochMilli())
                        .put("until", until.toEpochMilli())
                        .put("except", except.stream().sorted());
        return Document.create(KIND, project, id, body.payload());
    }

    /** The same, for which some more events do not count. */
    OpenWait without(Set<String> more) {
        Set<String> all = new HashSet<>(except);
        all.addAll(more);
        return with(after, all);
    }

    /** The same, for which of what does not count only these are remembered, and one more. */
    OpenWait exceptOnly(Set<String> these, String own) {
        Set<String> left = new HashSet<>(except);
        left.retainAll(these);
        left.add(own);
        return with(after, left);
    }

    /** The same, for which only what came after an event counts. */
    OpenWait after(long sequence) {
        return with(Optional.of(sequence), except);
    }

    private OpenWait with(Optional<Long> later, Set<String> others) {
        return new OpenWait(
                run, key, event, condition, started, since, later, opened, until, others);
    }

    /** The document of a wait as far as it has to be known to be deleted: it never changes. */
    static Document named(ProjectId project, String id) {
        return Document.create(KIND, project, id, Payload.EMPTY);
    }

    /** Whether an event may end it, the condition aside. */
    boolean isFor(Event came, String internalId) {
        return came.type().equals(event)
                && !came.acceptedAt().isBefore(since)
                && after.filter(each -> came.sequence() <= each).isEmpty()
                && came.acceptedAt().isBefore(until)
                && !except.contains(internalId);
    }
}
