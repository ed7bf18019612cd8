package dev.ringback.server.generations;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.json.JsonTree;
import dev.ringback.net.wire.StreamedReply;
import dev.ringback.server.access.Caller;
import dev.ringback.server.inferencenet.Generation;
import dev.ringback.server.inferencenet.GenerationIds;
import dev.ringback.server.inferencenet.GenerationJob;
import dev.ringback.server.jobs.Admission;
import dev.ringback.server.jobs.Announcements;
import dev.ringback.server.jobs.AnswerAssembly;
import dev.ringback.server.jobs.BackgroundIntake;
import dev.ringback.server.jobs.ClientAnswer;
import dev.ringback.server.jobs.InferencePorts;
import dev.ringback.server.jobs.JobEnd;
import dev.ringback.server.jobs.StreamRelay;
import dev.ringback.server.jobs.TokenCounter;
import dev.ringback.server.jobs.UpstreamReplies;
import dev.ringback.server.jobs.asking.InferenceKind;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.openai.StreamEvent;
import dev.ringback.server.openai.WaitField;
import dev.ringback.server.upstreams.Passing;
import dev.ringback.server.upstreams.UpstreamChoice;
import dev.ringback.server.upstreams.UpstreamRequests;
import dev.ringback.server.upstreams.UpstreamWire;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Passes requests through to an upstream while the client waits, in one piece or as a stream.
 * Nothing is tried again: the client is there and can decide.
 *
 * <p>A request that names a webhook is announced too, before the client has the end of the answer.
 * Its upstream goes on when the client leaves, since somebody still waits; any other is broken off.
 */
final class Realtime {

    /** Tells the client the id under which a generation is announced. */
    static final String GENERATION_ID = "X-Inference-Generation-ID";

    private final Admission admission;
    private final BackgroundIntake background;
    private final UpstreamWire wire;
    private final Announcements announcements;
    private final Commits commits;
    private final GenerationIds generationIds;
    private final Clock time;
    private final TokenCounter tokens;

    Realtime(
            InferencePorts ports,
            Admission admission,
            BackgroundIntake background,
            GenerationIds generationIds) {
        this.admission = admission;
        this.background = background;
        this.wire = ports.wire();
        this.announcements = ports.announcements();
        this.commits = ports.ground().engine();
        this.generationIds = generationIds;
        this.time = ports.ground().time();
        this.tokens = ports.tokens();
    }

    HttpResponse answer(Operation operation, HttpRequest request, Caller caller) {
        // A query is passed over, but for what is wrong with it for any submit.
        return WaitField.of(request)
                .then(_ -> admission.decide(caller.project(), operation, request.body()))
                .answer(admitted -> answer(admitted, request, caller));
    }

    private HttpResponse answer(Admission.Admitted admitted, HttpRequest request, Caller caller) {
        ModelRequest asked = admitted.request();
        UpstreamChoice choice = admitted.choice();
        Optional<OpenAiError> later = Admission.notAtOnce(choice, asked.operation());
        if (later.isPresent()) {
            return later.get().response();
        }
        return asked.background()
                ? background.submit(asked, choice, request, caller)
                : background
                        .continued(caller.project(), asked)
                        .answer(whole -> answer(whole, choice, request, caller));
    }

    private HttpResponse answer(
            ModelRequest asked, UpstreamChoice choice, HttpRequest client, Caller caller) {
        var passage =
                new Passage(
                        generationIds.next(),
                        caller.project(),
                        asked,
                        choice,
                        client.room(),
                        time.now());
        var hangup = new Hangup();
        if (!passage.announced()) {
            client.peer().whenGone(hangup::hangUp);
        }
        if (choice.upstream().isDemo()) {
            RoomOfThread.take(InferenceKind.demoBytes(asked.body()));
        }
        boolean streamed = asked.streamed() && asked.operation() != Operation.EMBEDDINGS;
        Passing passing = choice.upstream().passing();
        Request request =
                UpstreamRequests.post(
                                choice.upstream(),
                                asked.operation().path(),
                                asked.forUpstream(choice.model(), true, passing.metadata()),
                                streamed,
                                passing.of(client.headers()))
                        .within(client.room());
        if (passage.announced() && !streamed) {
            return whole(passage, wire.ask(choice.upstream(), caller.project(), request, hangup));
        }
        StreamedReply reply = wire.stream(choice.upstream(), caller.project(), request, hangup);
        return streamed ? streamed(passage, reply) : passed(passage, reply);
    }

    private HttpResponse passed(Passage passage, StreamedReply reply) {
        Instant until = time.steady().plus(passage.choice().upstream().limits().timeout());
        return new Unkept(
                        passage,
                        whole -> whole(passage, whole),
                        used -> count(passage, new JobEnd.Success(used)),
                        () -> time.steady().isAfter(until))
                .answer(reply);
    }

    /** What is told of an answer is a tree of it first. */
    private HttpResponse whole(Passage passage, Reply reply) {
        if (reply instanceof Reply.Answered answered) {
            long texts = passage.announced() ? 4L * answered.body().size() : answered.body().size();
            RoomOfThread.take(texts + JsonTree.treeBytes(answered.body()));
        }
        JobEnd end = UpstreamReplies.end(passage.asked().operation(), reply);
        count(passage, end);
        if (passage.announced()) {
            Optional<OpenAiError> error = announce(passage, end, Optional.empty(), time.now());
            if (error.isPresent()) {
                return error.get().response();
            }
        }
        return ClientAnswer.whole(named(passage, end, reply), passage.told());
    }

    /** The client gets what is announced under the id by which it is. */
    private static Reply named(Passage passage, JobEnd end, Reply reply) {
        return passage.announced()
                        && end instanceof JobEnd.Success
                        && reply instanceof Reply.Answered answered
                ? new Reply.Answered(
                        answered.status(),
                        answered.headers(),
                        passage.renaming().whole(answered.body()),
                        false,
                        answered.timing())
                : reply;
    }

    private void count(Passage passage, JobEnd end) {
        if (end instanceof JobEnd.Success(ModelAnswer answer)) {
            tokens.used(
                    passage.choice().upstream().name(),
                    answer.inputTokens(),
                    answer.outputTokens());
        }
    }

    /** Commits the event and its delivery; returns why not, or empty when they are on disk. */
    private Optional<OpenAiError> announce(
            Passage passage, JobEnd end, Optional<Instant> firstChunkAt, Instant now) {
        ModelRequest asked = passage.asked();
        Generation generation =
                Generation.ended(
                        passage.id(),
                        asked.body(),
                        asked.model(),
                        end,
                        passage.times(firstChunkAt, now));
        Event event =
                announcements.event(
                        passage.project(),
                        GenerationJob.completed(passage.id()),
                        GenerationJob.type(asked.operation()),
                        passage.id(),
                        generation.text().json(),
                        List.of(),
                        now);
        return OpenAiError.unless(
                commits.commit(announcements.announced(event, asked.webhookId())));
    }

    private HttpResponse streamed(Passage passage, StreamedReply streamed) {
        return switch (streamed) {
            case StreamedReply.Failed(Reply.Faulted faulted) -> whole(passage, faulted);
            case StreamedReply.Open open when ClientAnswer.isEventStream(open) ->
                    new HttpResponse.Streamed(
                            open.status(),
                            ClientAnswer.headers(open.headers(), passage.told()),
                            out -> relay(passage, open, out));
            case StreamedReply.Open open when passage.announced() ->
                    whole(passage, ClientAnswer.collected(open, passage.room()));
            case StreamedReply.Open open -> passed(passage, open);
        };
    }

    private void relay(Passage passage, StreamedReply.Open open, OutputStream out)
            throws IOException {
        try (open) {
            StreamRelay.Watcher watcher =
                    passage.announced() ? new Announcing(passage) : new Counting(passage, tokens);
            Instant until = time.steady().plus(StreamRelay.LONGEST);
            new StreamRelay(
                            open.body(),
                            out,
                            passage.asked().operation(),
                            watcher,
                            () -> time.steady().isAfter(until),
                            passage.room())
                    .run();
        }
    }

    /** Collects what goes by as well, and announces it before the client sees the end. */
    private final class Announcing implements StreamRelay.Watcher {

        private final Passage passage;
        private final Counting counting;
        private final AnswerAssembly assembly;
        private final Renaming renaming;

        Announcing(Passage passage) {
            this.passage = passage;
            this.counting = new Counting(passage, tokens);
            this.renaming = passage.renaming();
            this.assembly = new AnswerAssembly(passage.asked().operation(), passage.room());
        }

        @Override
        public void event(StreamEvent event) {
            counting.event(event);
            assembly.event(event, time.now());
        }

        @Override
        public Optional<String> instead(StreamEvent event) {
            return renaming.event(event.data());
        }

        @Override
        public Optional<OpenAiError> finish(StreamRelay.Finish finish) {
            Optional<OpenAiError> cutOff = counting.finish(finish);
            JobEnd end = assembly.end(finish);
            return announce(passage, end, assembly.firstChunkAt(), time.now()).or(() -> cutOff);
        }
    }
}
