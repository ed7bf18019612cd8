package dev.ringback.kernel.attempt;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.port.Kind;
import dev.ringback.kernel.port.Store;
import java.time.Instant;
import java.util.Map;
import java.util.stream.LongStream;

/** What kinds say to the ends of calls that no reply brought about: somebody did, or a bug. */
public final class Ends {

    /** A payload is read, and what is said of its end may hold it once more. */
    private static final int TIMES_PAYLOAD = 2;

    private final Store store;
    private final Map<String, Kind> kinds;

    public Ends(Store store, Map<String, Kind> kinds) {
        this.store = store;
        this.kinds = kinds;
    }

    /** How many bytes are held at most while it is asked what follows from a change's moves. */
    public long needs(Change change) {
        LongStream payloads =
                change.moves().stream()
                        .filter(move -> isEnd(move.next()))
                        .mapToLong(move -> store.size(move.call().event()).orElse(0));
        return TIMES_PAYLOAD * payloads.sum();
    }

    /** A change with what follows from its moves, and from those that follow. */
    public Change with(Change change, Instant now) {
        Change all = change;
        for (int i = 0; i < all.moves().size(); i++) {
            Change.Settle move = all.moves().get(i);
            all = all.and(of(move.after(), move.next(), now));
        }
        return all;
    }

    /** What its kind says to the end of a call; nothing while it waits on. */
    Change of(Call call, CallState next, Instant now) {
        Kind kind = kinds.get(call.kind());
        if (!isEnd(next) || kind == null) {
            return Kind.Settlement.NOTHING;
        }
        return store.event(call.event())
                .map(event -> kind.ended(call, event, next, now))
                .orElse(Kind.Settlement.NOTHING);
    }

    private static boolean isEnd(CallState state) {
        return !(state instanceof CallState.Waiting);
    }
}
