package dev.ringback.server.functions.wire;

import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.EventId;
import dev.ringback.net.json.Moments;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.server.functions.events.EventNames;
import dev.ringback.server.functions.events.RunEnd;
import dev.ringback.server.functions.events.Ulid;
import dev.ringback.server.functions.kept.Run;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A run as users of SDKs know it: with the status of the run itself, and what it came to. */
final class WireRun {

    private WireRun() {}

    /**
     * A run.
     *
     * @param heads of events, among them perhaps the one that started it
     */
    static CanonicalJson of(Run run, List<EventHead> heads) {
        Map<String, CanonicalJson> json = new TreeMap<>();
        json.put("batch_id", CanonicalJson.NULL);
        json.put("cron", CanonicalJson.NULL);
        json.put("ended_at", moment(run.endedAt()));
        json.put("environment_id", Envelope.NOBODY);
        json.put("event_id", CanonicalJson.of(event(run, heads)));
        json.put("function_id", CanonicalJson.of(run.function().toString()));
        json.put("function_version", CanonicalJson.of(0));
        json.put("original_run_id", original(run));
        json.put("output", run.state().end().map(WireRun::output).orElse(CanonicalJson.NULL));
        json.put("run_id", CanonicalJson.of(run.id()));
        json.put("run_started_at", moment(run.startedAt().or(() -> Optional.of(run.queuedAt()))));
        json.put("status", CanonicalJson.of(status(run)));
        return CanonicalJson.object(json);
    }

    /** By what the event is named that started it, though it may be gone. */
    private static String event(Run run, List<EventHead> heads) {
        long first = run.events().getFirst();
        Optional<EventId> id =
                heads.stream()
                        .filter(head -> head.sequence() == first)
                        .map(EventHead::id)
                        .findFirst();
        return id.map(each -> EventNames.internal(each, first)).orElseGet(() -> Ulid.of(first));
    }

    private static CanonicalJson original(Run run) {
        return run.repeats().map(Ulid::of).map(CanonicalJson::of).orElse(CanonicalJson.NULL);
    }

    private static String status(Run run) {
        return switch (run.state().status()) {
            case QUEUED -> "Scheduled";
            case RUNNING, WAITING -> "Running";
            case COMPLETED -> "Completed";
            case FAILED -> "Failed";
            case CANCELLED -> "Cancelled";
        };
    }

    private static CanonicalJson output(RunEnd end) {
        return switch (end) {
            case RunEnd.Completed(CanonicalJson result) -> result;
            case RunEnd.Failed failed -> failed.error();
            case RunEnd.Cancelled _ -> CanonicalJson.object(Map.of());
        };
    }

    private static CanonicalJson moment(Optional<Instant> moment) {
        return moment.map(Moments::text).map(CanonicalJson::of).orElse(CanonicalJson.NULL);
    }
}
