package dev.ringback.store;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.time.TimeOrderedIds;
import dev.ringback.store.rows.Dialect;
import dev.ringback.store.rows.Schema;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;

/**
 * Fills a database with many events of one project, one delivery each, spread evenly over twenty
 * hours. Made by the database itself, as a program of schema version 4 would have left them, so
 * that opening the store counts them.
 *
 * <p>Of a hundred, 80 succeeded at {@code ep_main}, 10 at {@code ep_other}, and 10 are dead at
 * {@code ep_main}. The last 2,000 wait. One in a thousand is a {@code rare.type}; one alone is
 * {@code once.only}, and fifty early ones are all there is of {@code ep_few}. Five are cancelled.
 */
public final class ManyEvents {

    public static final LaneId MAIN = new LaneId("ep_main");
    static final LaneId OTHER = new LaneId("ep_other");
    public static final LaneId FEW = new LaneId("ep_few");

    /**
     * Lets a third of all events have come in through {@code src_many}, and one in a thousand
     * through {@code src_few}; when the tables are those of today.
     */
    public static final String ARRIVE =
            """
            UPDATE event SET idempotency_key = '', superseded = 0, arrival = payload,
                source = CASE type WHEN 'rare.type' THEN 'src_few' ELSE 'src_many' END
            WHERE type IN ('rare.type', 'order.created')\
            """;

    private static final Duration SPREAD = Duration.ofHours(20);

    private final Dialect dialect;
    private final int number;
    private final int bytes;
    private final Instant start;

    /**
     * So many events.
     *
     * @param bytes of each payload
     * @param end the moment of the last
     */
    public ManyEvents(Dialect dialect, int number, int bytes, Instant end) {
        this.dialect = dialect;
        this.number = number;
        this.bytes = bytes;
        this.start = end.minus(SPREAD);
    }

    /** Makes the tables and fills them; the connection does not commit by itself. */
    public void fill(Connection connection) throws SQLException {
        boolean sqlite = dialect.equals(Dialect.SQLITE);
        (sqlite ? Schema.sqlite() : Schema.postgres()).applyFirst(4, connection);
        try (Statement statement = connection.createStatement()) {
            statement.execute(numbered(events()));
            statement.execute(numbered(calls()));
            connection.commit();
        }
    }

    private String payload() {
        return dialect.equals(Dialect.SQLITE)
                ? "zeroblob(" + bytes + ")"
                : "decode(repeat('7a', " + bytes + "), 'hex')";
    }

    /** Puts the numbers from 0 on in the place of N, and the moments in the place of AT. */
    private String numbered(String sql) {
        String numbers =
                dialect.equals(Dialect.SQLITE)
                        ? """
                        (WITH RECURSIVE n (i) AS (
                            SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d) SELECT i FROM n)\
                        """
                        : "(SELECT generate_series(0, %d)::bigint AS i) n";
        long step = Math.max(1, SPREAD.toMillis() / number);
        String at = "(%d + i * %d)".formatted(start.toEpochMilli(), step);
        return sql.replace("#N", numbers.formatted(number - 1))
                .replace("#ID", "((#AT - %d) << 22)".formatted(epoch()))
                .replace("#AT", at);
    }

    private static long epoch() {
        return TimeOrderedIds.moment(0).toEpochMilli();
    }

    private String events() {
        return """
        INSERT INTO event (sequence, project, id, type, subject, occurred_at, accepted_at,
            content_type, payload)
        SELECT #ID, 'default', NULL,
            CASE WHEN i = 12345 THEN 'once.only' WHEN i %% 1000 = 0 THEN 'rare.type'
                WHEN i %% 3 = 0 THEN 'order.created' ELSE 'generation.completed' END,
            '', #AT, #AT, 'application/octet-stream', %s
        FROM #N\
        """
                .formatted(payload());
    }

    private String calls() {
        return """
        INSERT INTO call (id, partition, project, kind, lane, event, state, attempts, due_at,
            finished_at, reason, created_at, replay)
        SELECT #ID + 1,
            CASE lane WHEN 'ep_few' THEN %d WHEN 'ep_other' THEN %d ELSE %d END,
            'default', 'delivery', lane, #ID, state,
            CASE state WHEN 'waiting' THEN 0 ELSE 1 END,
            CASE state WHEN 'waiting' THEN #AT END,
            CASE state WHEN 'waiting' THEN NULL ELSE #AT + 5 END,
            CASE state WHEN 'dead' THEN 'answered 500' END, #AT, ''
        FROM (SELECT i,
            CASE WHEN i < 50000 AND i %% 1000 = 7 THEN 'ep_few'
                WHEN i %% 10 = 9 THEN 'ep_other' ELSE 'ep_main' END AS lane,
            CASE WHEN i >= %d - 2000 THEN 'waiting'
                WHEN i < 50000 AND i %% 10000 = 3 THEN 'cancelled'
                WHEN i %% 10 = 8 THEN 'dead' ELSE 'succeeded' END AS state
            FROM #N) made\
        """
                .formatted(FEW.partition(), OTHER.partition(), MAIN.partition(), number);
    }
}
