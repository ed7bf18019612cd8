package dev.ringback.server.api.sources;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonFields;
import dev.ringback.server.sources.SourceIntake;
import dev.ringback.server.sources.TransformVersion;
import dev.ringback.server.transforms.Checked;
import dev.ringback.server.transforms.TransformScript;
import dev.ringback.server.transforms.Transforms;
import java.time.Instant;
import java.util.Optional;

/** Reads scripts of transforms; each is evaluated once before it is taken. */
record TransformFields(Transforms transforms) {

    private static final String FIELD = "transform";
    private static final String BUSY =
            "cannot be looked at just now, for too much waits for its turn; try again";

    /** The transform that a source has then: a script that has not changed is no new version. */
    Optional<TransformVersion> read(
            JsonFields fields, SourceIntake kept, ProjectId project, Instant now) {
        if (!fields.has(FIELD)) {
            return kept.transform();
        }
        Optional<TransformScript> script = script(fields, project, now);
        Optional<TransformVersion> same =
                kept.transform().filter(each -> script.filter(each.script()::equals).isPresent());
        return same.or(
                () -> script.map(each -> new TransformVersion(kept.transforms() + 1, each, now)));
    }

    /** A script; empty when there is none, or something is wrong with it. */
    Optional<TransformScript> script(JsonFields fields, ProjectId project, Instant now) {
        Optional<String> text = fields.text(FIELD, TransformScript.MAX_LENGTH);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        var script = new TransformScript(text.get());
        Optional<String> problem =
                switch (transforms.check(project, script, now).orElse(null)) {
                    case null -> Optional.of(BUSY);
                    case Checked.Wrong wrong -> Optional.of(wrong.fault().toString());
                    case Checked.Ready(Optional<String> warning) -> warning;
                };
        problem.ifPresent(detail -> fields.problem(FIELD, detail));
        return problem.isPresent() ? Optional.empty() : Optional.of(script);
    }
}
