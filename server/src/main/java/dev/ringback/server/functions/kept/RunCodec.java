package dev.ringback.server.functions.kept;

import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.StoredRecord;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.kept.Run.Parent;
import dev.ringback.server.functions.kept.Run.RunCalls;
import dev.ringback.server.vault.Vault;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** Writes runs as documents and reads them back. */
public final class RunCodec {

    private final Vault vault;

    public RunCodec(Vault vault) {
        this.vault = vault;
    }

    public static String id(long number) {
        return Sequence.text("", number);
    }

    /** The document of a run, of the revision after its own. */
    public Document encode(Run run) {
        JsonObject body =
                new JsonObject()
                        .putIfPresent("name", run.name())
                        .put("function", run.function().toString())
                        .put("slug", run.slug())
                        .put("events", run.events())
                        .put("lane", run.lane().value())
                        .put("queued_at", run.queuedAt().toString())
                        .put("rank", run.rank().toString())
                        .put("maker", run.maker())
                        .putIfPresent("repeats", run.repeats())
                        .putIfPresent("sessions", sessions(run))
                        .putIfPresent("parent", run.parent().map(RunCodec::write))
                        .put(
                                "state",
                                RunJson.write(
                                        run.state(),
                                        secrets(run.project().value(), id(run.number()))))
                        .put("calls", write(run.calls()))
                        .putIfPresent("started_at", run.startedAt().map(Instant::toString))
                        .putIfPresent("ended_at", run.endedAt().map(Instant::toString));
        return new Document(
                Run.KIND,
                run.project(),
                id(run.number()),
                run.revision() + 1,
                body.payload(),
                Optional.empty());
    }

    /** The run of a document, with memos that were read apart. */
    Run decode(Document document, Map<StepId, CanonicalJson> memos) {
        Payload body = document.body();
        return StoredRecord.read(
                body, "run " + document.id(), fields -> decode(document, fields, memos));
    }

    private Run decode(Document document, StoredRecord fields, Map<StepId, CanonicalJson> memos) {
        StoredRecord state = fields.object("state");
        StoredRecord calls = fields.object("calls");
        Run run =
                new Run(
                        document.project(),
                        Sequence.parse("", document.id()).orElseThrow(),
                        fields.optional("name"),
                        document.revision(),
                        UUID.fromString(fields.text("function")),
                        fields.text("slug"),
                        fields.list("events").numbers().toList(),
                        new LaneId(fields.text("lane")),
                        Instant.parse(fields.text("queued_at")),
                        Instant.parse(fields.text("rank")),
                        fields.has("parent")
                                ? Optional.of(parent(fields.object("parent")))
                                : Optional.empty(),
                        fields.text("maker"),
                        fields.optionalNumber("repeats"),
                        fields.has("sessions") ? texts(fields, "sessions") : Map.of(),
                        RunJson.read(
                                state, memos, secrets(document.project().value(), document.id())),
                        calls(calls),
                        fields.optional("started_at").map(Instant::parse),
                        fields.optional("ended_at").map(Instant::parse));
        state.close();
        calls.close();
        fields.close();
        return run;
    }

    private SealedText secrets(String project, String id) {
        return new SealedText(vault, "run " + id + " of project " + project);
    }

    private static JsonObject write(Parent parent) {
        return new JsonObject().put("run", parent.run()).put("step", parent.step().hash());
    }

    private static Parent parent(StoredRecord fields) {
        Parent parent = new Parent(fields.number("run"), new StepId(fields.text("step")));
        fields.close();
        return parent;
    }

    private static Optional<Stream<JsonObject>> sessions(Run run) {
        return Optional.of(run.sessions())
                .filter(sessions -> !sessions.isEmpty())
                .map(sessions -> pairs(sessions, Function.identity()));
    }

    private static Map<String, String> texts(StoredRecord fields, String name) {
        return map(fields, name, Function.identity(), Function.identity());
    }

    private static JsonObject write(RunCalls calls) {
        return new JsonObject()
                .put("jobs", pairs(calls.jobs(), CallId::toString))
                .put("wakes", pairs(calls.wakes(), CallId::toString))
                .put("fetches", pairs(hashes(calls.fetches()), CallId::toString))
                .put("waits", pairs(calls.waits(), Function.identity()))
                .put("signals", pairs(hashes(calls.signals()), Function.identity()));
    }

    private static <V> Map<String, V> hashes(Map<StepId, V> map) {
        Map<String, V> hashes = new LinkedHashMap<>();
        map.forEach((step, value) -> hashes.put(step.hash(), value));
        return hashes;
    }

    private static <V> Stream<JsonObject> pairs(Map<?, V> map, Function<V, String> text) {
        return map.entrySet().stream()
                .map(each ->
                        new JsonObject()
                                .put("of", each.getKey().toString())
                                .put("is", text.apply(each.getValue())));
    }

    private static RunCalls calls(StoredRecord fields) {
        return new RunCalls(
                map(fields, "jobs", Integer::valueOf, RunCodec::call),
                map(fields, "wakes", Function.identity(), RunCodec::call),
                map(fields, "fetches", StepId::new, RunCodec::call),
                map(fields, "waits", Function.identity(), Function.identity()),
                map(fields, "signals", StepId::new, Function.identity()));
    }

    private static CallId call(String text) {
        return CallId.parse(text).orElseThrow();
    }

    private static <K, V> Map<K, V> map(
            StoredRecord fields, String name, Function<String, K> key, Function<String, V> value) {
        Map<K, V> map = new LinkedHashMap<>();
        fields.list(name)
                .each(pair -> Map.entry(key.apply(pair.text("of")), value.apply(pair.text("is"))))
                .forEach(each -> map.put(each.getKey(), each.getValue()));
        return Map.copyOf(map);
    }
}
