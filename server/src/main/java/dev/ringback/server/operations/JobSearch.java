package dev.ringback.server.operations;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.kernel.port.Calls;
import dev.ringback.kernel.port.Found;
import dev.ringback.kernel.port.LaneStatus;
import dev.ringback.kernel.port.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Finds jobs. A job stands in the list where its newest call does. The store selects by call; what
 * stands in the job's event is looked at one by one, and a page ends early rather than look at too
 * many.
 */
public final class JobSearch {

    /** Jobs that are looked at for one page: what is filtered stands in their events. */
    public static final int LOOKED_AT = 2000;

    /** Bytes of their events, beyond which the page ends: each is read whole. */
    private static final long BYTES_LOOKED_AT = 64L * 1024 * 1024;

    private static final int CHUNK = 100;
    private static final int MOST_CALLS = 100;

    /** Of so many events one counts as held: each is let go of after a look, but not at once. */
    private static final int HELD_OF = 8;

    private static final Comparator<Call> NEWEST_FIRST =
            Comparator.<Call>comparingLong(call -> call.id().value()).reversed();

    private final Store store;
    private final Calls engine;
    private final ModelJobs jobs;

    public JobSearch(Store store, Calls engine, ModelJobs jobs) {
        this.store = store;
        this.engine = engine;
        this.jobs = jobs;
    }

    /**
     * A job and its calls.
     *
     * @param calls the newest first
     */
    public record WithCalls(ModelJobs.Taken job, List<Call> calls) {

        public Call newest() {
            return calls.getFirst();
        }
    }

    /**
     * A job as it is at the moment.
     *
     * @param upstream that its newest call asks
     * @param calls the newest first, which says how far the job is; the others handed it on
     * @param running whether a request for it is under way
     */
    public record Shown(
            ModelJobs.Taken job, Optional<String> upstream, List<Call> calls, boolean running) {

        public StateName state() {
            return running ? StateName.RUNNING : calls.getFirst().state().name();
        }
    }

    /**
     * A piece of the list.
     *
     * @param searchedTo the id of the call down to which all was looked at; empty at the end
     * @param early whether the piece may have fewer than were asked for
     */
    public record Listing(List<Shown> jobs, OptionalLong searchedTo, boolean early) {}

    /** The job of this event; empty when it is none, or its calls are gone. */
    public Optional<WithCalls> of(Event event) {
        return jobs.of(event)
                .map(job -> new WithCalls(job, calls(job.project(), job.event())))
                .filter(found -> !found.calls().isEmpty());
    }

    public Listing page(JobQuery query) {
        List<Shown> found = new ArrayList<>();
        long last = query.before();
        int looked = 0;
        long bytes = 0;
        while (looked < LOOKED_AT && bytes < BYTES_LOOKED_AT) {
            Found<Call> chunk = chunk(query, last);
            for (Call call : chunk.entries()) {
                Optional<Event> event = event(call.event());
                Optional<Shown> job = event.flatMap(each -> listed(query, call, each));
                if (job.isPresent() && found.size() == query.limit()) {
                    return new Listing(found, OptionalLong.of(last), false);
                }
                job.ifPresent(found::add);
                bytes += event.map(each -> each.payload().size()).orElse(0);
                last = call.id().value();
            }
            if (chunk.searchedTo().isEmpty()) {
                return new Listing(found, OptionalLong.empty(), false);
            }
            last = chunk.searchedTo().getAsLong();
            looked += chunk.entries().size();
            if (chunk.endedEarly(CHUNK)) {
                break;
            }
        }
        return new Listing(found, OptionalLong.of(last), true);
    }

    private Optional<Event> event(long sequence) {
        RoomOfThread.take(store.size(sequence).orElse(0) / HELD_OF);
        return store.event(sequence);
    }

    /** The job, if it is one that is asked for and this is its newest call. */
    private Optional<Shown> listed(JobQuery query, Call call, Event event) {
        return jobs.of(event)
                .filter(query::matches)
                .map(job -> new WithCalls(job, calls(call)))
                .filter(found -> found.newest().id().equals(call.id()))
                .map(this::shown)
                .filter(shown -> query.state().stream().allMatch(shown.state()::equals));
    }

    /** By the time it is looked at, a call may have begun to run. */
    public Shown shown(WithCalls found) {
        Call newest = found.newest();
        boolean running =
                newest.state() instanceof CallState.Waiting && engine.activity().isRunning(newest);
        List<Call> calls = found.calls().stream().map(engine.activity()::shown).toList();
        return new Shown(found.job(), jobs.upstream(newest.lane()), calls, running);
    }

    private List<Call> calls(Call call) {
        return calls(call.project(), call.event());
    }

    private List<Call> calls(ProjectId project, long event) {
        return store.callsOf(project, event, MOST_CALLS).stream()
                .filter(call -> call.kind().equals(jobs.kind()))
                .toList();
    }

    /** The next calls, the newest first. */
    private Found<Call> chunk(JobQuery query, long before) {
        if (query.state().equals(Optional.of(StateName.RUNNING))) {
            return chunk(running(query, before), 0);
        }
        if (query.lanes().isEmpty()) {
            return store.calls(query.calls(jobs.kind(), Optional.empty(), before, CHUNK));
        }
        List<Call> calls = new ArrayList<>();
        long searchedTo = 0;
        for (LaneId lane : query.lanes().get()) {
            Found<Call> some =
                    store.calls(query.calls(jobs.kind(), Optional.of(lane), before, CHUNK));
            calls.addAll(some.entries());
            searchedTo = Math.max(searchedTo, some.searchedTo().orElse(0));
        }
        return chunk(calls.stream(), searchedTo);
    }

    /** The newest of calls; all lanes were looked through down to a place. */
    private static Found<Call> chunk(Stream<Call> calls, long searchedTo) {
        List<Call> newest =
                calls.filter(call -> call.id().value() >= searchedTo)
                        .sorted(NEWEST_FIRST)
                        .limit(CHUNK + 1L)
                        .toList();
        if (newest.size() > CHUNK) {
            List<Call> chunk = newest.subList(0, CHUNK);
            return new Found<>(chunk, OptionalLong.of(chunk.getLast().id().value()));
        }
        return searchedTo == 0
                ? Found.all(newest)
                : new Found<>(newest, OptionalLong.of(searchedTo));
    }

    /** There are few of them among all that wait, and only memory knows them. */
    private Stream<Call> running(JobQuery query, long before) {
        return query.lanes()
                .map(List::stream)
                .orElseGet(this::lanes)
                .flatMap(lane -> engine.activity().running(lane).stream())
                .filter(id -> id.value() < before)
                .sorted(Comparator.comparingLong(CallId::value).reversed())
                .flatMap(id -> store.call(query.project(), id).stream())
                .filter(call -> query.covers(call.createdAt()));
    }

    private Stream<LaneId> lanes() {
        return engine.activity()
                .lanes()
                .filter(lane -> lane.running() > 0)
                .map(LaneStatus::lane)
                .filter(lane -> jobs.upstream(lane).isPresent());
    }
}
