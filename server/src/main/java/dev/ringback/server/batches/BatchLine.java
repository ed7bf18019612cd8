package dev.ringback.server.batches;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.files.FileParts;
import dev.ringback.server.jobs.Announcements;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobDraft;
import dev.ringback.server.jobs.JobEnd;
import dev.ringback.server.jobs.JobTimes;
import dev.ringback.server.jobs.Shape;
import dev.ringback.server.openai.ErrorBody;
import dev.ringback.server.openai.ModelRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A line of a batch as a job. The job holds no request, only where it stands in the input file; the
 * event at its end is the line of the output file, and is sent to nobody.
 *
 * @param watch knows why lines are called off
 */
record BatchLine(Announcements announcements, FileParts parts, BatchWatch watch) implements Shape {

    /** The word for it. */
    static final String NAME = "batch-line";

    private static final Payload NO_REQUEST = Payload.of("null");
    private static final LineFault CALLED_OFF =
            LineFault.of("cancelled", "The request was called off.");

    /** The job of a line. */
    static JobDraft draft(
            ProjectId project, String id, String file, long at, LineReader.Reading.Valid line) {
        ModelRequest request = line.request();
        return new JobDraft(
                id,
                project,
                NAME,
                request.operation(),
                request.model(),
                new JsonObject()
                        .put("custom_id", line.customId())
                        .put("file", file)
                        .put("at", at + line.from())
                        .put("length", request.body().size()),
                NO_REQUEST);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<EventId> ends(String job) {
        return List.of(OutputLine.ended(job));
    }

    @Override
    public String usageAt() {
        return "/response/body/usage";
    }

    /** Lines of a batch that is being stopped get the places of those called off, but not asked. */
    @Override
    public Question question(Job job) {
        return stop(job)
                .map(StopReason::fault)
                .<Question>map(fault -> new Question.Wrong(fault.code(), fault.message()))
                .orElseGet(() -> request(job));
    }

    private Question request(Job job) {
        JsonTree detail = job.detail();
        // It is read, and written anew for the upstream.
        RoomOfThread.take(2L * detail.count("length"));
        try {
            Payload body =
                    parts.range(
                            job.project(),
                            detail.text("file").orElseThrow(),
                            detail.whole("at"),
                            detail.count("length"));
            return new Question.For(ModelRequest.accepted(job.operation(), body));
        } catch (FileParts.MissingException _) {
            return new Question.Wrong("input_file_lost", "the batch's input file is not there");
        }
    }

    @Override
    public Change ended(Job job, JobEnd end, JobTimes times) {
        String customId = job.detail().text("custom_id").orElseThrow();
        Optional<String> known = Optional.of(customId);
        Payload line =
                switch (end) {
                    case JobEnd.Success(var answer) ->
                            OutputLine.answered(job.id(), customId, answer);
                    case JobEnd.Failed(String code, String reason, var refusal) ->
                            refusal.map(answered ->
                                            OutputLine.refused(
                                                    job.id(),
                                                    customId,
                                                    answered.status(),
                                                    ErrorBody.of(
                                                            answered.status(), answered.body())))
                                    .orElseGet(() ->
                                            OutputLine.failed(
                                                    job.id(), known, LineFault.of(code, reason)));
                    case JobEnd.Cancelled _ -> OutputLine.failed(job.id(), known, calledOff(job));
                };
        String type = end instanceof JobEnd.Success ? OutputLine.COMPLETED : OutputLine.FAILED;
        Event event = event(announcements, job.project(), job.id(), type, line, times.finishedAt());
        return Change.accept(List.of(event), List.of());
    }

    private LineFault calledOff(Job job) {
        return stop(job).map(StopReason::fault).orElse(CALLED_OFF);
    }

    private Optional<StopReason> stop(Job job) {
        return watch.stopped(job.project(), OutputLine.batch(job.id()));
    }

    /** The event that says what came of a line. */
    static Event event(
            Announcements announcements,
            ProjectId project,
            String job,
            String type,
            Payload line,
            Instant now) {
        return announcements.event(project, OutputLine.ended(job), type, job, line, List.of(), now);
    }
}
