package dev.ringback.server.inference;

import dev.ringback.kernel.Engine;
import dev.ringback.kernel.ProjectId;
import java.time.Instant;
import java.util.Optional;

/** Announces the end of realtime generations that name a webhook. */
final class Announcer {

    private final Completions completions;
    private final Engine engine;

    Announcer(Completions completions, Engine engine) {
        this.completions = completions;
        this.engine = engine;
    }

    /** Commits the event and its delivery; returns why not, or empty when they are on disk. */
    Optional<OpenAiError> announce(ProjectId project, Generation generation, Instant now) {
        return OpenAiError.unless(engine.commit(completions.announced(project, generation, now)));
    }
}
