package dev.ringback.server.api.calls;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.net.json.JsonTree;
import dev.ringback.net.json.Spread;
import dev.ringback.server.operations.JobSearch;
import dev.ringback.server.operations.ModelJobs;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A job for a model server as the API shows it in a list. */
record JobView(
        String id,
        String shape,
        String operation,
        String model,
        Optional<String> upstream,
        String state,
        int attemptCount,
        Instant createdAt,
        Optional<Instant> dueAt,
        Optional<Instant> finishedAt,
        Optional<String> reason) {

    /** A job with all that is known of it. */
    record Whole(
            @Spread JobView job,
            Optional<String> completionEvent,
            Optional<JsonTree> usage,
            List<AttemptView> attempts) {}

    /** One attempt, at the upstream that was asked. */
    record AttemptView(Optional<String> upstream, @Spread DeliveryView.AttemptView attempt) {}

    /** The view of a job, of which the newest call says how far it is. */
    static JobView of(JobSearch.Shown shown) {
        ModelJobs.Taken job = shown.job();
        CallState state = shown.calls().getFirst().state();
        return new JobView(
                job.id(),
                job.shape(),
                job.operation(),
                job.model(),
                shown.upstream(),
                shown.state().word(),
                shown.calls().stream().mapToInt(Call::attempts).sum(),
                job.createdAt(),
                shown.running() ? Optional.empty() : DeliveryView.dueAt(state),
                DeliveryView.finishedAt(state),
                DeliveryView.reason(state));
    }
}
