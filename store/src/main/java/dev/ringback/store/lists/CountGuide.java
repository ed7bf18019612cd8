package dev.ringback.store.lists;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.store.rows.Range;
import dev.ringback.store.rows.Session;
import java.util.List;

/** Finds the spans with calls of a lane, or of all lanes, in a state, or in any. */
record CountGuide(Session session, CallQuery query) implements Guide {

    private static final int AT_ONCE = 512;

    /** The sum over the states that are meant. */
    static String counted(CallQuery query) {
        return query.state().map(StateName::word).orElse("waiting + succeeded + dead + cancelled");
    }

    /** The name of the lane that is meant in the counts. */
    static String lane(CallQuery query) {
        return query.lane().map(LaneId::value).orElse("");
    }

    @Override
    public Spots spots(Range range, long first, long last) {
        List<Spot> spots = between(first, last, AT_ONCE);
        long searchedTo = spots.size() == AT_ONCE ? spots.getLast().span() : first;
        return new Spots(spots, searchedTo);
    }

    /** All there is between two spans, both included, up to a limit. */
    List<Spot> between(long first, long last, int limit) {
        return session.query(
                """
                SELECT span, %1$s FROM call_count
                WHERE project = ? AND kind = ? AND lane = ? AND span >= ? AND span <= ?
                AND %1$s > 0 ORDER BY span DESC LIMIT ?\
                """
                        .formatted(counted(query)),
                List.of(
                        query.project().value(),
                        query.kind().orElseThrow(),
                        lane(query),
                        first,
                        last,
                        limit),
                row -> new Spot(row.getLong(1), row.getLong(2)));
    }
}
