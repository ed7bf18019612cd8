package dev.ringback.server.functions.reading;

import dev.ringback.net.json.JsonSlice;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.functions.kept.RunMetadata;
import dev.ringback.server.functions.kept.StepRecord;
import java.util.Map;
import java.util.Optional;

/** Shows steps that have ended, by what functions see of them. */
final class EndedStepViews {

    private static final String DATA = "data";
    private static final String ERROR = "error";

    private EndedStepViews() {}

    /** How a step ended. */
    private record End(
            String status, Optional<CanonicalJson> output, Optional<CanonicalJson> error) {}

    static StepView of(StepRecord step, RunMetadata metadata) {
        End end = end(step);
        return new StepView(
                step.id().hash(),
                step.name(),
                step.op(),
                end.status(),
                step.attempts(),
                step.startedAt(),
                Optional.of(step.endedAt()),
                step.input().map(EndedStepViews::shown),
                end.output().map(EndedStepViews::shown),
                end.error().map(EndedStepViews::shown),
                Optional.empty(),
                Optional.empty(),
                MetadataView.of(metadata, Optional.of(step.id())));
    }

    private static End end(StepRecord step) {
        if (step.isSleep() || step.timedOut()) {
            String status = step.isSleep() ? StepView.COMPLETED : StepView.TIMED_OUT;
            return new End(status, Optional.empty(), Optional.empty());
        }
        Map<String, ParsedJson> members = step.memo().parsed().members();
        if (members.size() == 1 && members.containsKey(ERROR)) {
            return new End(
                    StepView.FAILED,
                    Optional.empty(),
                    Optional.of(CanonicalJson.of(members.get(ERROR))));
        }
        CanonicalJson output =
                members.size() == 1 && members.containsKey(DATA)
                        ? CanonicalJson.of(members.get(DATA))
                        : step.memo();
        return new End(StepView.COMPLETED, Optional.of(output), Optional.empty());
    }

    static JsonSlice shown(CanonicalJson value) {
        return JsonSlice.all(value.bytes());
    }
}
