package dev.ringback.server.functions.realtime;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.time.Clock;
import dev.ringback.server.functions.kept.KeptRuns;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.kept.RunNames;
import dev.ringback.server.functions.kept.StepRecord;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Tells those who listen to a run, whose id is the channel, what each of its steps comes to and
 * what the run does, once that is on disk. Whoever begins to listen to the end of a run that is
 * over hears of it at once.
 */
final class RunNews implements Follower {

    private final Channels channels;
    private final RunNames names;
    private final KeptRuns runs;
    private final Clock clock;

    RunNews(Channels channels, RunNames names, KeptRuns runs, Clock clock) {
        this.channels = channels;
        this.names = names;
        this.runs = runs;
        this.clock = clock;
    }

    /** Begins to listen, to a run if the channel is one; empty when too many do. */
    Optional<Listening> listen(Topics topics) {
        OptionalLong number = names.number(topics.project(), topics.channel());
        if (number.isEmpty()) {
            return channels.listen(topics);
        }
        Optional<Listening> one = channels.listenToRun(topics, number.getAsLong());
        if (topics.names().contains(Topics.RUN)) {
            one.ifPresent(listening ->
                    runs.find(topics.project(), number.getAsLong())
                            .filter(Run::hasEnded)
                            .ifPresent(run -> listening.take(ended(topics.channel(), run))));
        }
        return one;
    }

    @Override
    public void committed(Change change) {
        if (!channels.haveRuns()) {
            return;
        }
        // Steps go before the end, in whatever order a change has them.
        change.puts().stream()
                .filter(document -> document.kind().equals(StepRecord.KIND))
                .forEach(this::step);
        change.puts().stream()
                .filter(document -> document.kind().equals(Run.KIND))
                .forEach(this::run);
    }

    private Set<String> channels(Document document) {
        OptionalLong run = Sequence.parse("", document.id().split("\\.", 2)[0]);
        return run.isPresent() ? channels.ofRun(document.project(), run.getAsLong()) : Set.of();
    }

    private void step(Document document) {
        channels(document)
                .forEach(channel -> {
                    StepRecord step = StepRecord.read(document);
                    Set<String> topics = new LinkedHashSet<>(List.of(Topics.STEP, step.name()));
                    for (String topic : topics) {
                        Payload message =
                                new Messages(channel, Optional.of(channel))
                                        .step(topic, step, clock.now());
                        channels.publish(document.project(), channel, Set.of(topic), message);
                    }
                });
    }

    private void run(Document document) {
        channels(document)
                .forEach(channel -> {
                    Run run = runs.read(document);
                    if (run.hasEnded()) {
                        channels.publish(
                                document.project(),
                                channel,
                                Set.of(Topics.RUN),
                                ended(channel, run));
                    }
                });
    }

    private Payload ended(String channel, Run run) {
        return new Messages(channel, Optional.of(channel)).run(run, clock.now());
    }
}
