package dev.ringback.server.batches;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.events.MadeBy;
import dev.ringback.server.jobs.Admission;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.upstreams.UpstreamChoice;
import dev.ringback.server.upstreams.UpstreamQueue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Submits the next lines of a batch: each becomes a job, or at once a line of the error file. */
final class LineSubmission {

    private final BatchPorts ports;
    private final Jobs jobs;
    private final ProjectId project;
    private final Batch batch;
    private final Checkpoint checkpoint;
    private final LineReader reader;
    private final Instant now;
    private final List<Event> events = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();

    LineSubmission(
            BatchPorts ports, Jobs jobs, ProjectId project, Batch batch, Checkpoint checkpoint) {
        this.ports = ports;
        this.jobs = jobs;
        this.project = project;
        this.batch = batch;
        this.checkpoint = checkpoint;
        this.reader = new LineReader(batch.operation());
        this.now = ports.ground().time().now();
    }

    /** What the lines so far come to. */
    Change change() {
        return Change.accept(events, calls).from(MadeBy.job(batch.id()));
    }

    /** Takes a line. */
    void take(FileLines.Line line) {
        switch (reading(line)) {
            case LineReader.Reading.Wrong(Optional<String> customId, LineFault fault) ->
                    refuse(line, customId, fault);
            case LineReader.Reading.Valid valid -> take(line, valid);
        }
    }

    private LineReader.Reading reading(FileLines.Line line) {
        return line.text()
                .map(reader::read)
                .orElseGet(() ->
                        new LineReader.Reading.Wrong(
                                Optional.empty(),
                                LineFault.of(
                                        "line_too_long",
                                        "The line is longer than %d bytes."
                                                .formatted(BatchLimits.LINE))));
    }

    private void take(FileLines.Line line, LineReader.Reading.Valid valid) {
        Optional<String> customId = Optional.of(valid.customId());
        if (checkpoint.repeated().get(line.ordinal())) {
            refuse(line, customId, LineFault.field("custom_id", "is that of an earlier line"));
        } else if (checkpoint.stop().isPresent()) {
            fail(line, customId, checkpoint.stop().get().fault());
        } else {
            ports.upstreams()
                    .taking(valid.request().model())
                    .ifPresentOrElse(
                            choice -> run(line, valid, choice),
                            () -> refuse(line, customId, noModel(valid)));
        }
    }

    private LineFault noModel(LineReader.Reading.Valid valid) {
        return LineFault.of(
                Admission.noModel(ports.upstreams(), valid.request().model()).within("body"));
    }

    private void run(FileLines.Line line, LineReader.Reading.Valid valid, UpstreamChoice choice) {
        var draft = BatchLine.draft(project, job(line), checkpoint.file(), line.offset(), valid);
        Change made = jobs.made(draft, choice, UpstreamQueue.BATCHES, now);
        events.addAll(made.events());
        calls.addAll(made.calls());
    }

    /** As the request by itself would have been refused, when it can be told which one it is. */
    private void refuse(FileLines.Line line, Optional<String> customId, LineFault fault) {
        LineFault here = fault.at(line.number());
        if (customId.isEmpty()) {
            fail(line, customId, here);
            return;
        }
        String job = job(line);
        ended(job, OutputLine.refused(job, customId.get(), here.status(), here.body()));
    }

    private void fail(FileLines.Line line, Optional<String> customId, LineFault fault) {
        ended(job(line), OutputLine.failed(job(line), customId, fault));
    }

    private void ended(String job, Payload line) {
        events.add(
                BatchLine.event(ports.announcements(), project, job, OutputLine.FAILED, line, now));
    }

    private String job(FileLines.Line line) {
        return OutputLine.job(batch.id(), line.ordinal());
    }
}
