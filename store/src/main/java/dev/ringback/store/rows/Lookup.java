package dev.ringback.store.rows;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change.Settle;
import dev.ringback.kernel.model.Quote;
import dev.ringback.kernel.model.Sighting;
import dev.ringback.kernel.model.SightingKey;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The look-ups of a writer before it writes, within its transaction. */
public interface Lookup {

    /** The event of that sequence, without what it quotes. */
    Optional<EventRow> event(long sequence) throws SQLException;

    /** The quotes of an event, in order. */
    List<Quote> quotes(long event) throws SQLException;

    /** The call of that id, and of that lane's partition where calls are kept by partition. */
    Optional<Call> call(long id, int partition) throws SQLException;

    /** Whether nobody but this process can have made the last move of a call. */
    boolean movedHere(Settle settle) throws SQLException;

    /** The attempt that is kept under the number of a move's attempt. */
    Optional<Attempt> attempt(Settle settle) throws SQLException;

    /** The sighting of that key, whether it holds or not. */
    Optional<Sighting> sighting(SightingKey key) throws SQLException;
}
