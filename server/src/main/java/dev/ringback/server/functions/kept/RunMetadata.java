package dev.ringback.server.functions.kept;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Store;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.StoredRecord;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is known about a run and its steps beside what they come to. What was said with a step is
 * kept with it; what was said otherwise has a document of its own.
 *
 * @param entries one of each kind for the run and for each step
 */
public record RunMetadata(List<Entry> entries) {

    /** The kind of the documents. */
    static final String KIND = "run_metadata";

    /** Of one run, beside what is said with steps. */
    public static final int MOST_ENTRIES = 100;

    /** All of one run, beside what is said with steps. */
    public static final int MOST_BYTES = 256 << 10;

    private static final RunMetadata NONE = new RunMetadata(List.of());

    /**
     * What is known of one kind.
     *
     * @param said what was said last, and before, as far as it stays
     * @param at when it was said last
     */
    public record Entry(MetadataUpdate said, Instant at) {

        private boolean isOf(MetadataUpdate other) {
            return said.step().equals(other.step())
                    && said.scope().equals(other.scope())
                    && said.kind().equals(other.kind());
        }

        private Entry then(MetadataUpdate next, Instant now) {
            if (!next.merges()) {
                return new Entry(next, now);
            }
            Map<String, CanonicalJson> values = new TreeMap<>();
            said.values()
                    .parsed()
                    .members()
                    .forEach((name, value) -> values.put(name, CanonicalJson.of(value)));
            next.values()
                    .parsed()
                    .members()
                    .forEach((name, value) -> values.put(name, CanonicalJson.of(value)));
            CanonicalJson all = CanonicalJson.object(values);
            return new Entry(
                    new MetadataUpdate(said.step(), said.scope(), said.kind(), said.merges(), all),
                    now);
        }
    }

    /** The same when more is said. */
    RunMetadata with(MetadataUpdate update, Instant now) {
        List<Entry> next = new ArrayList<>(entries);
        for (int i = 0; i < next.size(); i++) {
            if (next.get(i).isOf(update)) {
                next.set(i, next.get(i).then(update, now));
                return new RunMetadata(List.copyOf(next));
            }
        }
        next.add(new Entry(update, now));
        return new RunMetadata(List.copyOf(next));
    }

    /** All that is known of a run, in the order in which it was said last. */
    public static RunMetadata all(
            Store store, ProjectId project, long run, List<StepRecord> steps) {
        List<Entry> said = new ArrayList<>();
        for (StepRecord step : steps) {
            step.metadata()
                    .ifPresent(array ->
                            MetadataUpdate.lenient(array, step.id())
                                    .forEach(each -> said.add(new Entry(each, step.endedAt()))));
        }
        find(store, project, run).map(RunMetadata::read).ifPresent(own -> said.addAll(own.entries));
        said.sort(Comparator.comparing(Entry::at));
        RunMetadata all = NONE;
        for (Entry each : said) {
            all = all.with(each.said(), each.at());
        }
        return all;
    }

    static Optional<Document> find(Store store, ProjectId project, long run) {
        return store.document(KIND, project, RunCodec.id(run));
    }

    /** What of it is about a step, or about the run where none is named. */
    public List<Entry> of(Optional<StepId> step) {
        return entries.stream().filter(each -> each.said().step().equals(step)).toList();
    }

    /** What became of saying more. */
    public sealed interface Next {

        /** To be kept. */
        record Kept(Document document) implements Next {}

        /** There is no room, in words. */
        record Full(String why) implements Next {}
    }

    /** Says more about a run. */
    public static Next say(
            Store store, ProjectId project, long run, List<MetadataUpdate> updates, Instant now) {
        Optional<Document> before = find(store, project, run);
        RunMetadata next = before.map(RunMetadata::read).orElse(NONE);
        for (MetadataUpdate update : updates) {
            next = next.with(update, now);
        }
        Payload body = next.body();
        if (next.entries.size() > MOST_ENTRIES || body.size() > MOST_BYTES) {
            return new Next.Full(
                    "the run has metadata of %d kinds and %d bytes then; %d and %d are the most"
                            .formatted(next.entries.size(), body.size(), MOST_ENTRIES, MOST_BYTES));
        }
        return new Next.Kept(
                before.map(document -> document.revise(body))
                        .orElseGet(() -> Document.create(KIND, project, RunCodec.id(run), body)));
    }

    private Payload body() {
        return new JsonObject().put("entries", entries.stream().map(RunMetadata::write)).payload();
    }

    private static JsonObject write(Entry entry) {
        return new JsonObject()
                .putIfPresent("step", entry.said().step().map(StepId::hash))
                .put("scope", entry.said().scope())
                .put("kind", entry.said().kind())
                .put("merges", entry.said().merges())
                .put("values", entry.said().values().toString())
                .put("at", entry.at().toString());
    }

    private static RunMetadata read(Document document) {
        return StoredRecord.read(
                document.body(),
                "metadata of run " + document.id(),
                fields -> new RunMetadata(fields.list("entries").each(RunMetadata::entry)));
    }

    private static Entry entry(StoredRecord fields) {
        return new Entry(
                new MetadataUpdate(
                        fields.optional("step").map(StepId::new),
                        fields.text("scope"),
                        fields.text("kind"),
                        fields.flag("merges"),
                        RunJson.json(fields.text("values"))),
                Instant.parse(fields.text("at")));
    }
}
