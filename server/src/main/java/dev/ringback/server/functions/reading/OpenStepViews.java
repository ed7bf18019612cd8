package dev.ringback.server.functions.reading;

import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonSlice;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.kept.RunMetadata;
import dev.ringback.server.functions.kept.StepWords;
import dev.ringback.server.functions.reading.RunView.RequestView;
import dev.ringback.server.functions.runs.OpenStep;
import dev.ringback.server.functions.runs.RunState;
import dev.ringback.server.functions.sdk.StepInfo;
import dev.ringback.server.functions.sdk.StepOp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Shows steps that have not ended, by what the run waits for and what is requested for it.
 *
 * @param requests what the app is asked
 * @param fetches what the server requests for steps
 * @param metadata what the app says about the run
 */
record OpenStepViews(
        List<RequestView> requests, Map<StepId, RequestView> fetches, RunMetadata metadata) {

    StepView of(OpenStep step) {
        StepInfo info = step.op().info();
        Optional<RequestView> request = request(step.op());
        boolean runs = request.filter(each -> each.status().equals(StepView.RUNNING)).isPresent();
        return new StepView(
                step.op().id().hash(),
                info.name(),
                StepWords.op(step.op()),
                runs ? StepView.RUNNING : StepView.WAITING,
                request.map(RequestView::attempts).orElse(0),
                step.began(),
                Optional.empty(),
                input(step.op()).map(EndedStepViews::shown),
                Optional.empty(),
                request.flatMap(RequestView::error).map(OpenStepViews::error),
                Optional.of(RunState.waitsFor(step.op())),
                Stream.concat(step.until().stream(), request.flatMap(RequestView::dueAt).stream())
                        .findFirst(),
                MetadataView.of(metadata, Optional.of(step.op().id())));
    }

    private static Optional<CanonicalJson> input(StepOp.OfStep op) {
        return op instanceof StepOp.Invoke call ? Optional.of(call.data()) : op.info().input();
    }

    private Optional<RequestView> request(StepOp.OfStep op) {
        return Optional.ofNullable(fetches.get(op.id()))
                .or(() ->
                        requests.stream()
                                .filter(each -> each.step().equals(Optional.of(op.id().hash())))
                                .findFirst());
    }

    private static JsonSlice error(String words) {
        return JsonSlice.all(new JsonObject().put("message", words).payload().bytes());
    }
}
