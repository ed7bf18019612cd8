package dev.ringback.store;

import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.node.PostgresAddress;
import dev.ringback.store.node.PostgresDatabase;
import dev.ringback.store.rows.DirectoryLock;
import dev.ringback.store.rows.FileTrouble;
import dev.ringback.store.rows.Schema;
import dev.ringback.store.sqlite.SqliteFile;
import dev.ringback.store.sqlite.SqliteInspection;
import dev.ringback.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes everything from the database of a data directory into one of PostgreSQL, row by row as it
 * is. All of it is one transaction there: it arrives whole, or not at all.
 */
final class SqliteToPostgres {

    /** The tables with how their rows are read. */
    private static final Map<String, String> TABLES = tables();

    /** What is counted from them is counted anew; documents are by a trigger. */
    private static final List<String> COUNTS =
            List.of(
                    """
                    INSERT INTO call_count
                    SELECT project, kind, coalesce(lane, ''), id >> 38,
                        count(*) FILTER (WHERE state = 'waiting'),
                        count(*) FILTER (WHERE state = 'succeeded'),
                        count(*) FILTER (WHERE state = 'dead'),
                        count(*) FILTER (WHERE state = 'cancelled')
                    FROM call
                    GROUP BY GROUPING SETS ((project, kind, lane, id >> 38),
                        (project, kind, id >> 38))\
                    """,
                    """
                    INSERT INTO project_size AS s
                    SELECT project, sum(octet_length(payload) + coalesce(octet_length(arrival), 0))
                    FROM event GROUP BY project
                    ON CONFLICT (project) DO UPDATE SET bytes = s.bytes + excluded.bytes\
                    """,
                    """
                    INSERT INTO type_span
                    SELECT project, type, sequence >> 38 FROM event
                    UNION
                    SELECT c.project, e.type, c.id >> 38
                    FROM call c JOIN event e ON e.sequence = c.event
                    WHERE (c.id >> 38) <> (c.event >> 38)\
                    """);

    private static final List<String> GATHER =
            List.of(
                    """
                    REPLACE INTO sighting
                    SELECT key, sequence, expires_at FROM sighting_fresh ORDER BY place\
                    """,
                    "DELETE FROM sighting_fresh");

    /** Numbers that must be the same on both sides. */
    private static final Map<String, String> SUMS = sums();

    private SqliteToPostgres() {}

    private static Map<String, String> tables() {
        Map<String, String> tables = new LinkedHashMap<>();
        tables.put("event", "SELECT * FROM event");
        tables.put("quote", "SELECT * FROM quote");
        tables.put("call", "SELECT * FROM call");
        tables.put(
                "attempt", "SELECT c.partition, a.* FROM attempt a JOIN call c ON c.id = a.call");
        tables.put("document", "SELECT * FROM document");
        tables.put("sighting", "SELECT hex(key) AS key, sequence, expires_at FROM sighting");
        return tables;
    }

    private static Map<String, String> sums() {
        Map<String, String> sums = new LinkedHashMap<>();
        sums.put("events", "SELECT count(*) FROM event");
        sums.put("calls", "SELECT count(*) FROM call");
        sums.put("of them waiting", "SELECT count(*) FROM call WHERE state = 'waiting'");
        sums.put("attempts", "SELECT count(*) FROM attempt");
        sums.put("documents", "SELECT count(*) FROM document");
        sums.put("sightings", "SELECT count(*) FROM sighting");
        sums.put("quotes", "SELECT count(*) FROM quote");
        sums.put("bytes of events and documents", "SELECT sum(bytes) FROM project_size");
        sums.put(
                "calls by the counters",
                "SELECT sum(waiting + succeeded + dead + cancelled) FROM call_count"
                        + " WHERE lane = ''");
        return sums;
    }

    /**
     * Moves, and gives the old database another name.
     *
     * @param directory the data directory; no process may use it
     * @param url of the PostgreSQL database, which must hold no data; no process may own it
     * @return what was moved and counted on both sides, in words
     * @throws StoreException in words for the person who asked; then the old database is as it was
     */
    static Map<String, Long> move(Path directory, String url) {
        Path database = directory.resolve(SqliteStore.FILE);
        if (!Files.exists(database)) {
            throw new StoreException("There is no database in %s.".formatted(directory));
        }
        PostgresAddress address = PostgresAddress.parse(url);
        try (DirectoryLock _ = DirectoryLock.take(directory);
                // Nobody else owns the target meanwhile, and its tables are there.
                Store _ = PostgresOwner.open(url)) {
            SqliteInspection.tellOfDamage(database);
            SqliteInspection.requireOurs(database);
            Map<String, Long> moved = move(database, address);
            Files.move(
                    database, directory.resolve(SqliteStore.MOVED), StandardCopyOption.ATOMIC_MOVE);
            DirectoryLock.sync(directory);
            return moved;
        } catch (SQLException | IOException e) {
            throw new StoreException(
                    "The data in %s cannot be moved to %s: %s"
                            .formatted(directory, address, FileTrouble.words(e)),
                    e);
        }
    }

    private static Map<String, Long> move(Path database, PostgresAddress address)
            throws SQLException {
        try (Connection from = new SqliteFile(database).writer();
                Connection to = new PostgresDatabase(address).changing()) {
            Schema.sqlite().apply(from);
            gather(from);
            Map<String, Long> there = counted(from);
            Map<String, Long> here = counted(to);
            if (here.values().stream().allMatch(each -> each == 0)) {
                copy(from, to);
                here = counted(to);
                requireSame(there, here, address);
                to.commit();
            } else if (!here.equals(there)) {
                // Otherwise an earlier move was cut off when only the renaming was left to do.
                throw new StoreException(
                        "The database %s holds data already: take an empty one."
                                .formatted(address));
            }
            return there;
        }
    }

    /** Brings together what is in two tables there; undone in the end. */
    private static void gather(Connection from) throws SQLException {
        try (Statement statement = from.createStatement()) {
            for (String sql : GATHER) {
                statement.executeUpdate(sql);
            }
        }
    }

    private static void copy(Connection from, Connection to) throws SQLException {
        for (Map.Entry<String, String> table : TABLES.entrySet()) {
            try (Statement statement = from.createStatement();
                    ResultSet rows = statement.executeQuery(table.getValue())) {
                CopyRows.into(to, table.getKey(), rows);
            }
        }
        try (Statement statement = to.createStatement()) {
            for (String count : COUNTS) {
                statement.executeUpdate(count);
            }
        }
    }

    private static Map<String, Long> counted(Connection connection) throws SQLException {
        Map<String, Long> counted = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement()) {
            for (Map.Entry<String, String> sum : SUMS.entrySet()) {
                try (ResultSet row = statement.executeQuery(sum.getValue())) {
                    row.next();
                    counted.put(sum.getKey(), row.getLong(1));
                }
            }
        }
        return counted;
    }

    private static void requireSame(
            Map<String, Long> there, Map<String, Long> here, PostgresAddress address) {
        if (!here.equals(there)) {
            throw new StoreException(
                    "After copying, %s holds %s, but there were %s: nothing is moved."
                            .formatted(address, here, there));
        }
    }
}
