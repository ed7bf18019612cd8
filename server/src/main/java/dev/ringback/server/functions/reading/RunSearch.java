package dev.ringback.server.functions.reading;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Found;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.functions.kept.KeptRuns;
import dev.ringback.server.functions.kept.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds runs. Which there are of a function, or of an event, the calls tell that started them; what
 * a run does stands in its document, which is looked at one by one, and a page ends early rather
 * than look at too many.
 *
 * @param store the disk
 * @param runs those that are on it
 */
public record RunSearch(Store store, KeptRuns runs) {

    /** Runs, or calls that may have started one, that are looked at for one page. */
    public static final int LOOKED_AT = 2000;

    private static final int CHUNK = 100;

    /**
     * A piece of the list.
     *
     * @param searchedTo the number down to which all was looked at; empty at the end
     * @param early whether the piece may have fewer than were asked for
     */
    public record Listing(List<Run> runs, OptionalLong searchedTo, boolean early) {}

    /** One that may be a run, by its number. */
    private record Candidate(long number, Optional<Run> run) {}

    /** The runs of a page. */
    public Listing page(RunQuery query) {
        List<Run> found = new ArrayList<>();
        long last = query.below();
        for (int looked = 0; looked < LOOKED_AT; looked += CHUNK) {
            Found<Candidate> chunk = chunk(query, last);
            for (Candidate each : chunk.entries()) {
                Optional<Run> run = each.run().filter(query::matches);
                if (run.isPresent() && found.size() == query.limit()) {
                    return new Listing(found, OptionalLong.of(last), false);
                }
                run.ifPresent(found::add);
                last = each.number();
            }
            if (chunk.searchedTo().isEmpty()) {
                return new Listing(found, OptionalLong.empty(), false);
            }
            last = chunk.searchedTo().getAsLong();
            if (chunk.endedEarly(CHUNK)) {
                break;
            }
        }
        return new Listing(found, OptionalLong.of(last), true);
    }

    private Found<Candidate> chunk(RunQuery query, long before) {
        if (!query.goesByCalls()) {
            return byRuns(query, before);
        }
        Found<Call> calls =
                query.isOfOneEvent()
                        ? ofEvent(query, before)
                        : store.calls(query.calls(before, CHUNK));
        return new Found<>(candidates(query.project(), calls.entries()), calls.searchedTo());
    }

    private Found<Call> ofEvent(RunQuery query, long before) {
        List<Call> calls =
                query.event().stream()
                        .flatMap(event -> StartCalls.of(store, query.project(), event).stream())
                        .filter(call -> call.id().value() < before)
                        .filter(query::isStartedBy)
                        .limit(CHUNK)
                        .toList();
        return calls.size() < CHUNK
                ? Found.all(calls)
                : new Found<>(calls, OptionalLong.of(calls.getLast().id().value()));
    }

    private List<Candidate> candidates(ProjectId project, List<Call> calls) {
        return calls.stream()
                .map(call -> call.id().value())
                .map(number -> new Candidate(number, runs.find(project, number)))
                .toList();
    }

    private Found<Candidate> byRuns(RunQuery query, long before) {
        List<Run> page = runs.newest(query.project(), before, CHUNK);
        List<Candidate> candidates =
                page.stream()
                        .filter(run -> run.number() >= query.least())
                        .map(run -> new Candidate(run.number(), Optional.of(run)))
                        .toList();
        boolean goesOn = page.size() == CHUNK && candidates.size() == CHUNK;
        return goesOn
                ? new Found<>(candidates, OptionalLong.of(page.getLast().number()))
                : Found.all(candidates);
    }
}
