package dev.ringback.server.functions.graphql;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonSlice;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.reading.RunReading;
import dev.ringback.server.functions.reading.RunView;
import dev.ringback.server.functions.reading.StepView;
import java.util.Optional;

/**
 * What a run or a step of it came to.
 *
 * @param input what a step was given
 * @param data what it returned
 * @param error with what it failed
 */
record SpanOutput(Optional<String> input, Optional<String> data, Optional<Failure> error) {

    /** Between the ids of a run and a step. */
    static final String SEPARATOR = ".";

    /** The bytes, the text of them, and that in an answer. */
    private static final int TIMES_VALUE = 6;

    /** With what something failed, member by member. */
    record Failure(String message, String name, Optional<String> stack, Optional<String> cause) {

        static Failure of(JsonSlice error) {
            ParsedJson json = CanonicalJson.read(error.payload().bytes()).orElseThrow().parsed();
            return new Failure(
                    json.text("/message").orElse(""),
                    json.text("/name").orElse("Error"),
                    json.text("/stack"),
                    json.at("/cause").map(CanonicalJson::of).map(CanonicalJson::toString));
        }
    }

    /** That of an id as spans have it. */
    static Optional<SpanOutput> find(RunReading reading, ProjectId project, String id) {
        String[] parts = id.split("[.]", 2);
        Optional<Run> run = reading.find(project, parts[0]);
        return parts.length == 1
                ? run.map(reading::whole).map(SpanOutput::of)
                : run.map(reading::whole)
                        .flatMap(whole -> step(whole, parts[1]))
                        .map(SpanOutput::of);
    }

    private static Optional<StepView> step(RunView.Whole run, String id) {
        return run.steps().stream().filter(step -> step.id().equals(id)).findFirst();
    }

    private static SpanOutput of(RunView.Whole run) {
        return new SpanOutput(
                Optional.empty(), run.output().map(SpanOutput::text), run.error().map(Failure::of));
    }

    private static SpanOutput of(StepView step) {
        return new SpanOutput(
                step.input().map(SpanOutput::text),
                step.output().map(SpanOutput::text),
                step.error().map(Failure::of));
    }

    private static String text(JsonSlice value) {
        RoomOfThread.take(TIMES_VALUE * (long) value.length());
        return value.payload().text();
    }
}
