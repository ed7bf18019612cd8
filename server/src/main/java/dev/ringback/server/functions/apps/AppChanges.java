package dev.ringback.server.functions.apps;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.ProjectId;
import java.time.Instant;
import java.util.Optional;

/** What people change of apps and functions, as changes to commit. */
public record AppChanges(Apps apps) {

    /** The removal of an app, with its functions. */
    public Change removal(App app) {
        return Change.delete(AppCodec.encode(app));
    }

    /** An app as it is from now on. */
    public Change change(App next) {
        return Change.put(AppCodec.encode(next));
    }

    /** Has nothing start a function from now on; empty when it is so already. */
    public Optional<Change> pause(ProjectId project, String slug, Instant now) {
        return apps.pauseOf(project, slug).isPresent()
                ? Optional.empty()
                : Optional.of(Change.put(PausedFunction.of(project, slug, now)));
    }

    /** Has a function started again; empty when it is not paused. */
    public Optional<Change> resume(ProjectId project, String slug) {
        return apps.pauseOf(project, slug).map(Change::delete);
    }
}
