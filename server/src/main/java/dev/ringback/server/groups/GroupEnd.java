package dev.ringback.server.groups;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Quote;
import dev.ringback.kernel.port.Store;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.net.json.JsonWriter;
import dev.ringback.server.inferencenet.GenerationJob;
import dev.ringback.server.inferencenet.GenerationView;
import dev.ringback.server.jobs.Announcements;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the change that announces a group: its event tells all its generations, as each of them was
 * told.
 */
record GroupEnd(Store store, Announcements announcements, int cap) {

    /** Type of the events. */
    static final String TYPE = "slow-group.completed";

    /**
     * Longest payload, in bytes. inference.net's webhooks carry no more; what would be longer goes
     * without requests and responses, which can be fetched one by one.
     */
    static final int CAP = 10_000_000;

    /** It is held as its parts and as a whole, which is there twice while it grows. */
    private static final long TIMES_TEXT = 3;

    /**
     * One generation is there twice while it is read, and may be cut down as a tree of its text.
     */
    private static final long TIMES_READ = 4;

    /**
     * About how many bytes wording its end takes: what was told of its generations, the text of all
     * while it grows, and the one that is too much.
     */
    long needs(Group group) {
        long sum = 0;
        long longest = 0;
        for (String member : group.members()) {
            int size = store.size(group.project(), GenerationJob.completed(member)).orElse(0);
            sum += size;
            longest = Math.max(longest, size);
        }
        return TIMES_TEXT * Math.min(sum, cap) + TIMES_READ * longest;
    }

    /** The change that announces a group; empty while one of its generations has not ended. */
    Optional<Change> announced(Group group, Instant now) {
        return text(group, now)
                .map(text ->
                        announcements.announced(
                                announcements.event(
                                        group.project(),
                                        group.completed(),
                                        TYPE,
                                        group.id(),
                                        text.bytes(),
                                        text.quotes(),
                                        now),
                                group.webhookId()));
    }

    private record Text(Payload bytes, List<Quote> quotes) {}

    private Optional<Text> text(Group group, Instant now) {
        List<Event> ended = new ArrayList<>();
        long size = 0;
        boolean succeeded = false;
        for (String member : group.members()) {
            Optional<Event> event = ended(group, member);
            if (event.isEmpty()) {
                return Optional.empty();
            }
            succeeded |= GenerationView.isSuccess(event.get());
            size += event.get().payload().size();
            if (size <= cap) {
                ended.add(event.get());
            }
        }
        Payload head = head(group, succeeded && now.isBefore(group.expiresAt()));
        return Optional.of(size <= cap ? whole(head, ended) : truncated(head, group));
    }

    private static Payload head(Group group, boolean completed) {
        return Payload.of(
                "{\"groupSize\":%d,\"status\":\"%s\",\"generations\":["
                        .formatted(group.members().size(), completed ? "completed" : "failed"));
    }

    private static Text whole(Payload head, List<Event> ended) {
        var out = new JsonWriter(head.size()).bytes(head.bytes());
        List<Quote> quotes = new ArrayList<>();
        for (Event event : ended) {
            if (out.size() > head.size()) {
                out.json(",");
            }
            quotes.add(new Quote(out.size(), event.sequence(), 0, event.payload().size()));
            out.bytes(event.payload().bytes());
        }
        return new Text(out.json("]}").payload(), quotes);
    }

    /** Read once more, one at a time: together they are more than should be in memory. */
    private Text truncated(Payload head, Group group) {
        var out = new JsonWriter(head.size()).bytes(head.bytes());
        for (String member : group.members()) {
            if (out.size() > head.size()) {
                out.json(",");
            }
            JsonObject generation =
                    ended(group, member)
                            .flatMap(event -> JsonTree.readObject(event.payload()))
                            .orElseThrow();
            generation.putNull("request").putNull("response").put("truncated", true);
            out.bytes(generation.payload().bytes());
        }
        return new Text(out.json("],\"truncated\":true}").payload(), List.of());
    }

    private Optional<Event> ended(Group group, String member) {
        return store.event(group.project(), GenerationJob.completed(member));
    }
}
