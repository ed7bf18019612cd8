package dev.ringback.server.batches;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.files.StoredFile;
import dev.ringback.server.jobs.NamedWebhooks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the change that ends a batch: its last status, its files, and the event that announces it,
 * committed together with the removal of the document that said it was open.
 */
record BatchEnd(BatchPorts ports, ProjectId project) {

    /**
     * The change.
     *
     * @param document of the batch
     * @param open the document that says it is open
     * @param checkpoint how far it came
     * @param tally what all of its lines came to
     * @param faults what was wrong with it as a whole
     */
    Change of(
            Document document,
            Document open,
            Checkpoint checkpoint,
            Tally tally,
            List<LineFault> faults) {
        Batch batch = Batch.of(document);
        Instant now = ports.ground().time().now();
        int total = checkpoint.total().orElse(0);
        // The lines are as old as the batch at most, and go when they are too old.
        Instant lines = batch.createdAt().plus(ports.ground().retention());
        Instant until = checkpoint.kept().map(now::plus).filter(lines::isAfter).orElse(lines);
        Optional<StoredFile> output = file(batch, total, tally, true, until);
        Optional<StoredFile> errors = file(batch, total, tally, false, until);
        Batch ended =
                in(batch, end(batch, checkpoint), now)
                        .counting(total, tally)
                        .with(output, errors)
                        .wrong(faults);
        List<Document> puts = new ArrayList<>();
        puts.add(document.revise(ended.body()));
        output.ifPresent(file -> puts.add(file.document()));
        errors.ifPresent(file -> puts.add(file.document()));
        return announced(event(ended, now))
                .and(Change.put(puts.toArray(Document[]::new)))
                .and(Change.delete(open));
    }

    private static BatchStatus end(Batch batch, Checkpoint checkpoint) {
        return checkpoint
                .stop()
                .map(StopReason::end)
                .orElse(
                        batch.status() == BatchStatus.CANCELLING
                                ? BatchStatus.CANCELLED
                                : BatchStatus.COMPLETED);
    }

    private static Batch in(Batch batch, BatchStatus end, Instant now) {
        return end == BatchStatus.COMPLETED
                ? batch.in(BatchStatus.FINALIZING, now).in(end, now)
                : batch.in(end, now);
    }

    /** One of the files; empty when it has no lines. */
    private Optional<StoredFile> file(
            Batch batch, int total, Tally tally, boolean succeeded, Instant until) {
        long bytes = succeeded ? tally.outputBytes() : tally.errorBytes();
        if (bytes == 0) {
            return Optional.empty();
        }
        return Optional.of(
                new StoredFile(
                        Sequence.text(StoredFile.PREFIX, ports.ground().ids().next()),
                        project,
                        batch.id() + (succeeded ? "_output.jsonl" : "_error.jsonl"),
                        StoredFile.BATCH_OUTPUT,
                        bytes,
                        ports.ground().time().now(),
                        until,
                        Optional.of(new StoredFile.Results(batch.id(), total, succeeded))));
    }

    private Event event(Batch ended, Instant now) {
        return ports.announcements()
                .event(
                        project,
                        Batch.ended(ended.id()),
                        "batch." + ended.status().word(),
                        ended.id(),
                        ended.body(),
                        List.of(),
                        now);
    }

    private Change announced(Event event) {
        NamedWebhooks webhooks = ports.webhooks();
        return webhooks.direct()
                .url(project, event.subject())
                .map(url -> webhooks.publisher().address(event, DirectWebhook.lane(project, url)))
                .orElseGet(() -> ports.announcements().announced(event, Optional.empty()));
    }
}
