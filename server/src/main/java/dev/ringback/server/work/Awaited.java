package dev.ringback.server.work;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Follower;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Lets requests wait for events, such as the end of a job that a client hopes to be quick. */
public final class Awaited implements Follower {

    private record Name(ProjectId project, EventId id) {}

    private final Map<Name, Set<Wait>> waiting = new ConcurrentHashMap<>();

    /**
     * Begins to wait, before whatever causes the event. To be closed in any case.
     *
     * @param ids whichever of these comes first
     */
    public Wait begin(ProjectId project, Set<EventId> ids) {
        var wait = new Wait(project, ids);
        for (EventId id : ids) {
            // In one step with the removal of what is empty, or it joins those who have left.
            waiting.merge(new Name(project, id), Set.of(wait), Awaited::joined);
        }
        return wait;
    }

    private static Set<Wait> joined(Set<Wait> some, Set<Wait> more) {
        Set<Wait> all = new HashSet<>(some);
        all.addAll(more);
        return Set.copyOf(all);
    }

    @Override
    public void committed(Change change) {
        if (waiting.isEmpty()) {
            return;
        }
        for (Event event : change.events()) {
            waiting.getOrDefault(new Name(event.project(), event.id()), Set.of())
                    .forEach(each -> each.found.complete(event));
        }
    }

    /** One who waits. */
    public final class Wait implements AutoCloseable {

        private final ProjectId project;
        private final Set<EventId> ids;
        private final CompletableFuture<Event> found = new CompletableFuture<>();

        private Wait(ProjectId project, Set<EventId> ids) {
            this.project = project;
            this.ids = ids;
        }

        /** The event, or empty when it has not come within that time. */
        public Optional<Event> await(Duration atMost) {
            try {
                return Optional.of(found.get(atMost.toMillis(), TimeUnit.MILLISECONDS));
            } catch (TimeoutException _) {
                return Optional.empty();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            } catch (ExecutionException e) {
                throw new IllegalStateException("nobody fails it", e);
            }
        }

        /** Waits no more. */
        @Override
        public void close() {
            for (EventId id : ids) {
                waiting.computeIfPresent(
                        new Name(project, id),
                        (_, all) -> {
                            Set<Wait> rest = new HashSet<>(all);
                            rest.remove(this);
                            return rest.isEmpty() ? null : Set.copyOf(rest);
                        });
            }
        }
    }
}
