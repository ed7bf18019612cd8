package dev.ringback.server.functions.graphql;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.port.Store;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.server.functions.apps.App;
import dev.ringback.server.functions.apps.Apps;
import dev.ringback.server.functions.apps.LiveFunction;
import dev.ringback.server.functions.events.RunEnd;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.reading.MetadataView;
import dev.ringback.server.functions.reading.RunReading;
import dev.ringback.server.functions.reading.StepView;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Runs as the schema has them.
 *
 * @param store the disk
 * @param reading shows runs
 * @param apps those that there are, with their functions
 */
record RunTypes(Store store, RunReading reading, Apps apps) {

    /** The text, and that in an answer. */
    private static final int TIMES_OUTPUT = 4;

    List<GraphType<?>> all() {
        return List.of(run(), olderRun(), span(), output(), failure(), started(), metadata());
    }

    private GraphType<Run> run() {
        return new GraphType<>("FunctionRunV2", Run.class)
                .with("id", Run::id)
                .with("functionID", Run::function)
                .with("function", this::function)
                .with("appID", run -> app(run).map(App::uuid))
                .with("app", this::app)
                .with("traceID", Run::id)
                .with("queuedAt", Run::queuedAt)
                .with("startedAt", Run::startedAt)
                .with("endedAt", Run::endedAt)
                .with("status", RunSpan::status)
                .with("output", RunTypes::output)
                .with("eventName", this::eventName)
                .with("isBatch", RunTypes::isBatch)
                .with("cronSchedule", run -> trigger(run).cron())
                .with("trace", this::trace);
    }

    private GraphType<Run> olderRun() {
        return new GraphType<>("FunctionRun", Run.class)
                .with("id", Run::id)
                .with("functionID", Run::function)
                .with("function", this::function)
                .with("status", RunSpan::status)
                .with("startedAt", Run::startedAt)
                .with("finishedAt", Run::endedAt)
                .with("output", RunTypes::output);
    }

    private static GraphType<RunSpan> span() {
        return new GraphType<>("RunTraceSpan", RunSpan.class)
                .with("runID", span -> span.run().id())
                .with("traceID", span -> span.run().id())
                .with("spanID", RunSpan::id)
                .with("parentSpanID", span -> span.step().map(_ -> span.run().id()))
                .with("isRoot", span -> span.step().isEmpty())
                .with("isUserland", _ -> false)
                .with("name", RunSpan::name)
                .with("status", RunSpan::status)
                .with("attempts", span -> span.step().map(StepView::attempts))
                .with("duration", RunSpan::milliseconds)
                .with("queuedAt", RunSpan::queuedAt)
                .with("startedAt", RunSpan::startedAt)
                .with("endedAt", RunSpan::endedAt)
                .with("stepID", span -> span.step().map(StepView::id))
                .with("stepOp", span -> span.step().map(each -> word(each.op())))
                .with("outputID", RunSpan::outputId)
                .with("childrenSpans", RunSpan::children)
                .with("metadata", RunSpan::metadata);
    }

    private static GraphType<MetadataView> metadata() {
        return new GraphType<>("SpanMetadata", MetadataView.class)
                .with("scope", MetadataView::scope)
                .with("kind", MetadataView::kind)
                .with("values", MetadataView::values)
                .with("updatedAt", MetadataView::updatedAt);
    }

    private static String word(String op) {
        return op.toUpperCase(Locale.ROOT);
    }

    private static GraphType<SpanOutput> output() {
        return new GraphType<>("RunTraceSpanOutput", SpanOutput.class)
                .with("input", SpanOutput::input)
                .with("data", SpanOutput::data)
                .with("error", SpanOutput::error);
    }

    private static GraphType<SpanOutput.Failure> failure() {
        return new GraphType<>("StepError", SpanOutput.Failure.class)
                .with("message", SpanOutput.Failure::message)
                .with("name", SpanOutput.Failure::name)
                .with("stack", SpanOutput.Failure::stack)
                .with("cause", SpanOutput.Failure::cause);
    }

    private static GraphType<RunTrigger> started() {
        return new GraphType<>("RunTraceTrigger", RunTrigger.class)
                .with("eventName", RunTrigger::eventName)
                .with("IDs", RunTrigger::ids)
                .with("payloads", RunTrigger::payloads)
                .with("timestamp", trigger -> trigger.run().queuedAt())
                .with("isBatch", trigger -> isBatch(trigger.run()))
                .with("batchID", _ -> Optional.empty())
                .with("cron", RunTrigger::cron);
    }

    /** A run with its steps. */
    RunSpan trace(Run run) {
        String name = function(run).map(each -> each.config().name()).orElseGet(run::slug);
        return RunSpan.of(run, name, reading.whole(run));
    }

    /** What started it. */
    RunTrigger trigger(Run run) {
        return RunTrigger.of(store, run);
    }

    private Optional<LiveFunction> function(Run run) {
        return apps.find(run.function()).filter(each -> each.project().equals(run.project()));
    }

    private Optional<App> app(Run run) {
        return function(run).flatMap(each -> apps.app(each.project(), each.app()));
    }

    private Optional<String> eventName(Run run) {
        return store.heads(List.of(run.events().getFirst())).stream()
                .map(EventHead::type)
                .findFirst();
    }

    private static boolean isBatch(Run run) {
        return run.events().size() > 1;
    }

    private static Optional<String> output(Run run) {
        Optional<CanonicalJson> output =
                run.state()
                        .end()
                        .flatMap(end ->
                                switch (end) {
                                    case RunEnd.Completed(CanonicalJson result) ->
                                            Optional.of(result);
                                    case RunEnd.Failed failed -> Optional.of(failed.error());
                                    case RunEnd.Cancelled _ -> Optional.empty();
                                });
        output.ifPresent(each -> RoomOfThread.take(TIMES_OUTPUT * each.size()));
        return output.map(CanonicalJson::toString);
    }
}
