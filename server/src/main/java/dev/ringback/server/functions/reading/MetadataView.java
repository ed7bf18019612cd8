package dev.ringback.server.functions.reading;

import dev.ringback.net.json.JsonSlice;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.kept.RunMetadata;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an app says about a run or a step beside what that comes to.
 *
 * @param scope what it is about, as SDKs say it
 * @param kind what it is
 * @param values an object
 * @param updatedAt when it was said last
 */
public record MetadataView(String scope, String kind, JsonSlice values, Instant updatedAt) {

    static List<MetadataView> of(RunMetadata metadata, Optional<StepId> step) {
        return metadata.of(step).stream().map(MetadataView::of).toList();
    }

    private static MetadataView of(RunMetadata.Entry entry) {
        return new MetadataView(
                entry.said().scope(),
                entry.said().kind(),
                EndedStepViews.shown(entry.said().values()),
                entry.at());
    }
}
