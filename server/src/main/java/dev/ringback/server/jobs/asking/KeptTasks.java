package dev.ringback.server.jobs.asking;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sighting;
import dev.ringback.kernel.model.SightingKey;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Clock;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.Shape;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The tasks on disk, and which job an upstream means by its own name of a task.
 *
 * @param store where they are
 * @param clock for how long names are known
 */
public record KeptTasks(Store store, Clock clock) {

    private static final String NAMES = "upstream_task";
    private static final char BETWEEN = 0;
    private static final int MOST_CALLS = 100;

    /** A job removes its own task; one that is left behind goes by itself. */
    private static final Duration KEPT = Duration.ofDays(30);

    /** A name is known for longer than a task may take, so that a late callback is understood. */
    private static final Duration KNOWN = Duration.ofDays(8);

    /**
     * A task as it is on disk.
     *
     * @param document with the revision that whoever changes it has to know
     */
    public record Found(KeptTask task, Document document) {

        /** The change that makes it another. */
        public Change become(KeptTask next) {
            return Change.put(document.revise(next.body()));
        }

        /** The change that removes it, which is what ends a job. */
        public Change over() {
            return Change.delete(document);
        }
    }

    /** That of a job; empty when it is not with an upstream that calls back, or has ended. */
    public Optional<Found> find(Job job) {
        return store.document(KeptTask.KIND, job.project(), KeptTask.documentId(job))
                .map(document -> new Found(KeptTask.of(document), document));
    }

    /** The change that makes one that must not be there. */
    Change create(Job job, KeptTask task) {
        return Change.put(
                Document.create(KeptTask.KIND, job.project(), KeptTask.documentId(job), task.body())
                        .until(clock.now().plus(KEPT)));
    }

    /**
     * The change by which a job is found by the upstream's name of its task; nothing when that is
     * the name of another one already, which is then the one that callbacks mean.
     */
    Change named(Job job, String upstream, String name) {
        OptionalLong known = job(job.project(), upstream, name);
        if (known.isPresent() && known.getAsLong() != job.event()) {
            return Shape.NOTHING;
        }
        Instant now = clock.steady();
        SightingKey key = key(job.project(), upstream, name);
        return Change.seen(new Sighting(key, job.event(), now, now.plus(KNOWN)));
    }

    /** The sequence of the event of the job that an upstream means; empty when there is none. */
    public OptionalLong job(ProjectId project, String upstream, String name) {
        return store.seen(key(project, upstream, name), clock.steady());
    }

    /** The change that has all calls of a job that wait look at once what has become of it. */
    public Change hasten(Job job, Instant now) {
        return store.callsOf(job.project(), job.event(), MOST_CALLS).stream()
                .filter(call -> call.kind().equals(InferenceKind.NAME))
                .filter(call -> call.state() instanceof CallState.Waiting)
                .flatMap((Call call) -> Change.hasten(call, now).stream())
                .reduce(Shape.NOTHING, Change::and);
    }

    private static SightingKey key(ProjectId project, String upstream, String name) {
        String whole = NAMES + BETWEEN + project + BETWEEN + upstream + BETWEEN + name;
        return SightingKey.of(Digests.sha256(Digests.utf8(whole)));
    }
}
