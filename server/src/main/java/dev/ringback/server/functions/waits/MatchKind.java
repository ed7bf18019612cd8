package dev.ringback.server.functions.waits;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.port.DecidingKind;
import dev.ringback.server.events.Router;
import dev.ringback.server.functions.waits.MatchProgress.Piece;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedSet;

/**
 * The kind of call that shows an event to the runs that wait for one. It asks nobody over HTTP, and
 * uses up no attempt; many matches are decided in several pieces, each of which is a commit.
 */
public final class MatchKind implements DecidingKind {

    private static final Duration UNTIL_FILTERS_ARE_ON = Duration.ofMinutes(1);
    private static final long SHORTEST_PAUSE = 50;
    private static final int MOST_DOUBLINGS = 10;

    /** As it came, as it is read, and as it is asked about. */
    private static final long TIMES_PAYLOAD = 8;

    private static final long WAITS = 256 << 10;

    private final WaitSearches searches;
    private final MatchProgress progress;
    private final Matched runs;

    MatchKind(WaitSearches searches, MatchProgress progress, Matched runs) {
        this.searches = searches;
        this.progress = progress;
        this.runs = runs;
    }

    @Override
    public String name() {
        return Router.MATCH;
    }

    @Override
    public long needs(Call call, int payload) {
        return WAITS + TIMES_PAYLOAD * payload;
    }

    @Override
    public Prepared.Decide prepare(Call call, Event event, Instant now) {
        return new Prepared.Decide(
                searches.conditions().on()
                        ? matched(call, CameEvent.of(event, now))
                        : retry(now.plus(UNTIL_FILTERS_ARE_ON), "filters are off"));
    }

    private Settlement matched(Call call, CameEvent came) {
        SortedSet<String> prefixes = searches.prefixes(came);
        Piece piece = progress.begin(call.id());
        WaitSearch.Result result = searches.search(came, prefixes, piece);
        if (result.isLast() && result.matches().isEmpty()) {
            return Settlement.of(new Outcome.Success());
        }
        progress.done(call.id(), piece, result.next());
        if (result.matches().isEmpty()) {
            return retry(came.now().plus(pause(piece)), "waits are about to begin");
        }
        Change follows = runs.came(result.matches(), came.seen(), came.now());
        return new Settlement(
                result.isLast()
                        ? new Outcome.Success()
                        : new Outcome.Retry(came.now(), "there may be more"),
                follows);
    }

    private static Settlement retry(Instant at, String why) {
        return Settlement.of(new Outcome.Retry(at, why));
    }

    private static Duration pause(Piece piece) {
        return Duration.ofMillis(SHORTEST_PAUSE << Math.min(piece.pauses(), MOST_DOUBLINGS));
    }
}
