package dev.ringback.server.functions.kept;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.sharing.Places;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Lets requests wait for the ends of runs. */
public final class RunEnds implements Follower {

    /**
     * Requests that wait at a time, for one project alone half of them; each holds a connection and
     * a thread.
     */
    public static final int MOST = 2_000;

    private final Map<String, Set<Wait>> waiting = new HashMap<>();
    private final Places places = new Places(MOST);

    /**
     * Begins to wait, before whoever waits looks whether the run has ended already. To be closed in
     * any case.
     *
     * @param project whose run it is
     * @return empty when too many wait
     */
    public synchronized Optional<Wait> begin(ProjectId project, long run) {
        if (!places.take(project)) {
            return Optional.empty();
        }
        Wait wait = new Wait(project, RunCodec.id(run));
        waiting.computeIfAbsent(wait.run, _ -> new HashSet<>()).add(wait);
        return Optional.of(wait);
    }

    @Override
    public void committed(Change change) {
        for (Document document : change.puts()) {
            if (document.kind().equals(RunHistory.KIND)) {
                ended(RunHistory.End.read(document).run());
            }
        }
    }

    private synchronized void ended(String run) {
        waiting.getOrDefault(run, Set.of()).forEach(each -> each.over.complete(true));
    }

    private synchronized void leave(Wait wait) {
        Set<Wait> all = waiting.get(wait.run);
        if (all != null && all.remove(wait)) {
            places.leave(wait.project);
            if (all.isEmpty()) {
                waiting.remove(wait.run);
            }
        }
    }

    /** One who waits. */
    public final class Wait implements AutoCloseable {

        private final ProjectId project;
        private final String run;
        private final CompletableFuture<Boolean> over = new CompletableFuture<>();

        private Wait(ProjectId project, String run) {
            this.project = project;
            this.run = run;
        }

        /** Whether the run has ended, once it has; false is for others to say. */
        public CompletableFuture<Boolean> over() {
            return over;
        }

        @Override
        public void close() {
            leave(this);
        }
    }
}
