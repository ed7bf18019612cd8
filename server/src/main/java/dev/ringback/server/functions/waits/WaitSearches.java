package dev.ringback.server.functions.waits;

import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Clock;
import dev.ringback.server.functions.waits.MatchProgress.Piece;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Says where the waits for an event are, and looks for them. */
record WaitSearches(
        Store store, WaitMemory memory, WaitConditions conditions, Clock time, Matched runs) {

    /**
     * What the ids of the waits begin with that may be for an event, as the values of its parts
     * say; from now on these are known in memory. Nothing when nobody waits for events of its name.
     */
    SortedSet<String> prefixes(CameEvent came) {
        Set<Optional<String>> paths = memory.shapes().paths(came.project(), came.name());
        SortedSet<String> prefixes = new TreeSet<>();
        if (paths.isEmpty()) {
            return prefixes;
        }
        List<String> known = paths.stream().flatMap(Optional::stream).toList();
        List<WaitIndex.Value> values = conditions.values(came.project(), known, came.json());
        memory.recent().matched(came.stored(), known, values, came.now());
        if (paths.contains(Optional.<String>empty())) {
            prefixes.add(WaitIndex.prefix(came.name(), Optional.empty()));
        }
        for (WaitIndex.Value value : values) {
            prefixes.add(WaitIndex.prefix(came.name(), Optional.of(value)));
        }
        return prefixes;
    }

    /** Does a piece of the search. */
    WaitSearch.Result search(CameEvent came, SortedSet<String> prefixes, Piece piece) {
        return new WaitSearch(this, came, piece).run(prefixes);
    }
}
