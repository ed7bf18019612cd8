package dev.ringback.store.rows;

import dev.ringback.kernel.model.Arrived;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Made;
import dev.ringback.kernel.model.Origin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Where an event comes from, as its row says. What came in has columns of its own. Who had one made
 * stands behind the media type, on a second line, so that a list reads no payload for it: in SQLite
 * a column that is added to a table lies behind all others, on the last page of a large payload.
 */
public final class OriginColumns {

    private static final char LINE = '\n';

    private OriginColumns() {}

    /** The column of the media type. */
    public static String mediaType(Event event) {
        return event.origin().orElse(null) instanceof Made made
                ? event.contentType() + LINE + made.text()
                : event.contentType();
    }

    /** The glob over that column of events which were made by whom a glob matches. */
    public static String glob(String made) {
        return "*" + LINE + made;
    }

    /** The media type alone. */
    static String contentType(String column) {
        int line = column.indexOf(LINE);
        return line < 0 ? column : column.substring(0, line);
    }

    /**
     * Reads it.
     *
     * @param mediaType which column is that of the media type
     * @param source which is the first of the four about what came in
     */
    static Optional<Origin.Head> head(ResultSet row, int mediaType, int source)
            throws SQLException {
        @Nullable String from = row.getString(source);
        if (from == null) {
            return made(row.getString(mediaType));
        }
        long first = row.getLong(source + 2);
        boolean isFirst = row.wasNull();
        return Optional.of(
                new Arrived.Head(
                        from,
                        row.getString(source + 1),
                        isFirst ? OptionalLong.empty() : OptionalLong.of(first),
                        row.getInt(source + 3) != 0));
    }

    private static Optional<Origin.Head> made(String column) {
        int line = column.indexOf(LINE);
        return line < 0
                ? Optional.empty()
                : Made.parse(column.substring(line + 1)).map(Origin.Head.class::cast);
    }
}
