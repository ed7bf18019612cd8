package dev.ringback.store;

import dev.ringback.kernel.Call;
import dev.ringback.kernel.Change.Settle;
import dev.ringback.kernel.Document;
import dev.ringback.kernel.Event;
import java.sql.SQLException;
import java.util.Optional;

/** What a writer looks up before it writes, within its transaction. */
interface Lookup {

    /** The event of that sequence. */
    Optional<Event> event(long sequence) throws SQLException;

    /** The call of that id, and of that lane's partition where calls are kept by partition. */
    Optional<Call> call(long id, int partition) throws SQLException;

    /** Whether the attempt of a move is kept already. */
    boolean hasAttempt(Settle settle) throws SQLException;

    /** The revision of the document of that name; 0 when there is none. */
    long revision(Document document) throws SQLException;
}
