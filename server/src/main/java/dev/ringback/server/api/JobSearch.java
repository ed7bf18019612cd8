package dev.ringback.server.api;

import dev.ringback.kernel.Call;
import dev.ringback.kernel.CallId;
import dev.ringback.kernel.CallQuery;
import dev.ringback.kernel.CallState;
import dev.ringback.kernel.Engine;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.LaneId;
import dev.ringback.kernel.LaneStatus;
import dev.ringback.kernel.ProjectId;
import dev.ringback.kernel.Sequence;
import dev.ringback.kernel.StateName;
import dev.ringback.kernel.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds jobs. A job stands in the list where its newest call does. The store selects by call; what
 * stands in the job's event is looked at one by one, and a page ends early rather than look at too
 * many.
 */
final class JobSearch {

    private static final int CHUNK = 100;
    private static final int MOST_CALLS = 100;
    private static final Comparator<Call> NEWEST_FIRST =
            Comparator.<Call>comparingLong(call -> call.id().value()).reversed();

    private final Store store;
    private final Engine engine;
    private final ModelJobs jobs;

    JobSearch(Store store, Engine engine, ModelJobs jobs) {
        this.store = store;
        this.engine = engine;
        this.jobs = jobs;
    }

    /**
     * A job and its calls.
     *
     * @param calls the newest first
     */
    record Found(ModelJobs.Taken job, List<Call> calls) {

        Call newest() {
            return calls.getFirst();
        }
    }

    /** The job of this event; empty when it is none, or its calls are gone. */
    Optional<Found> of(Event event) {
        return jobs.of(event)
                .map(job -> new Found(job, calls(job.project(), job.event())))
                .filter(found -> !found.calls().isEmpty());
    }

    Page<JobView> page(JobQuery query) {
        List<JobView> found = new ArrayList<>();
        long last = query.before();
        long before = query.before();
        int looked = 0;
        long bytes = 0;
        while (looked < Limits.JOBS_LOOKED_AT && bytes < Limits.JOB_BYTES_LOOKED_AT) {
            List<Call> chunk = chunk(query, before);
            if (chunk.isEmpty()) {
                return new Page<>(found, Optional.empty());
            }
            for (Call call : chunk) {
                Optional<Event> event = store.event(call.event());
                Optional<JobView> job = event.flatMap(each -> listed(query, call, each));
                if (job.isPresent() && found.size() == query.limit()) {
                    return new Page<>(found, Optional.of(cursor(last)));
                }
                job.ifPresent(found::add);
                bytes += event.map(each -> each.payload().size()).orElse(0);
                last = call.id().value();
            }
            looked += chunk.size();
            before = last;
        }
        return new Page<>(found, Optional.of(cursor(last)));
    }

    private static String cursor(long place) {
        return Cursor.of(Sequence.text("", place));
    }

    /** The job, if it is one that is asked for and this is its newest call. */
    private Optional<JobView> listed(JobQuery query, Call call, Event event) {
        return jobs.of(event)
                .filter(query::matches)
                .map(job -> new Found(job, calls(call)))
                .filter(found -> found.newest().id().equals(call.id()))
                .map(this::view)
                .filter(view -> isIn(view, query.state()));
    }

    /** By the time it is looked at, a call may have begun to run. */
    private static boolean isIn(JobView view, Optional<StateName> state) {
        return state.stream().allMatch(each -> each.word().equals(view.state()));
    }

    JobView view(Found found) {
        Call newest = found.newest();
        boolean running = newest.state() instanceof CallState.Waiting && engine.isRunning(newest);
        List<Call> calls = found.calls().stream().map(engine::shown).toList();
        return JobView.of(found.job(), jobs.upstream(newest.lane()), calls, running);
    }

    private List<Call> calls(Call call) {
        return calls(call.project(), call.event());
    }

    private List<Call> calls(ProjectId project, long event) {
        return store.calls(CallQuery.ofEvent(project, event, MOST_CALLS)).stream()
                .filter(call -> call.kind().equals(jobs.kind()))
                .toList();
    }

    /** The next calls, the newest first; none at the end of the list. */
    private List<Call> chunk(JobQuery query, long before) {
        if (query.state().equals(Optional.of(StateName.RUNNING))) {
            return running(query, before);
        }
        return query.lanes()
                .map(lanes ->
                        lanes.stream()
                                .flatMap(lane -> calls(query, Optional.of(lane), before))
                                .sorted(NEWEST_FIRST)
                                .limit(CHUNK)
                                .toList())
                .orElseGet(() -> calls(query, Optional.empty(), before).toList());
    }

    private Stream<Call> calls(JobQuery query, Optional<LaneId> lane, long before) {
        return store.calls(query.calls(jobs.kind(), lane, before, CHUNK)).stream();
    }

    /** There are few of them among all that wait, and only memory knows them. */
    private List<Call> running(JobQuery query, long before) {
        return query.lanes()
                .map(List::stream)
                .orElseGet(this::lanes)
                .flatMap(lane -> engine.running(lane).stream())
                .filter(id -> id.value() < before)
                .sorted(Comparator.comparingLong(CallId::value).reversed())
                .flatMap(id -> store.call(query.project(), id).stream())
                .filter(call -> query.covers(call.createdAt()))
                .limit(CHUNK)
                .toList();
    }

    private Stream<LaneId> lanes() {
        return engine.lanes().stream()
                .map(LaneStatus::lane)
                .filter(lane -> jobs.upstream(lane).isPresent());
    }
}
