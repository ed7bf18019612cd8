package dev.ringback.store.rows;

import dev.ringback.kernel.port.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Brings a database's tables up to date from numbered files. A file, once published, is never
 * changed; the next change of the tables is the next number.
 */
public final class Schema {

    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*--.*$");

    /** Among the program's resources: does not depend on the package of this class. */
    private static final String FOLDERS = "/dev/ringback/store/";

    private final String folder;

    /** What comes before a look at the version. */
    private final String alone;

    Schema(String folder, String alone) {
        this.folder = FOLDERS + folder;
        this.alone = alone;
    }

    /** The tables in SQLite. */
    public static Schema sqlite() {
        return new Schema("sqlite", "SELECT 1");
    }

    /** The tables in PostgreSQL, where several processes may start at once. */
    public static Schema postgres() {
        return new Schema("postgres", "SELECT pg_advisory_xact_lock(5929328346170508097)");
    }

    /**
     * Applies what is missing, each file in a transaction of its own, and leaves none open. The
     * connection does not commit by itself.
     *
     * @throws StoreException when the database was written by a newer program
     */
    public void apply(Connection connection) throws SQLException {
        apply(connection, files());
    }

    /** Makes the tables as a program knew them that had so many files. */
    public void applyFirst(int number, Connection connection) throws SQLException {
        apply(connection, files().subList(0, number));
    }

    private void apply(Connection connection, List<String> files) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int next = begin(statement, files.size()) + 1;
            while (next <= files.size()) {
                for (String sql : statements(files.get(next - 1))) {
                    statement.execute(sql);
                }
                statement.executeUpdate("DELETE FROM meta WHERE name = 'schema version'");
                statement.executeUpdate("INSERT INTO meta VALUES ('schema version', " + next + ")");
                connection.commit();
                next = begin(statement, files.size()) + 1;
            }
        }
        // Having asked for the version is a transaction too.
        connection.commit();
    }

    /**
     * Looks at tables that exist.
     *
     * @throws StoreException when the database was written by a newer program
     */
    public void requireKnown(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            requireKnown(version(statement), files().size());
        }
    }

    /** Whether a database on PostgreSQL has a table. */
    public static boolean knows(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
            return Session.rows(statement, List.of(table), row -> row.getBoolean(1)).getFirst();
        }
    }

    private static void requireKnown(int version, int known) {
        if (version > known) {
            throw new StoreException(
                    """
                    The database has schema version %d, but this program knows versions up to \
                    %d only: start the newer program that wrote it.\
                    """
                            .formatted(version, known));
        }
    }

    /** Answers the version of the tables, which nobody else changes in this transaction. */
    private int begin(Statement statement, int known) throws SQLException {
        boolean _ = statement.execute(alone);
        statement.execute(
                "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL)");
        int version = version(statement);
        requireKnown(version, known);
        return version;
    }

    private static int version(Statement statement) throws SQLException {
        try (var rows =
                statement.executeQuery("SELECT value FROM meta WHERE name = 'schema version'")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    private List<String> files() {
        List<String> files = new ArrayList<>();
        for (Optional<String> next = file(1); next.isPresent(); next = file(files.size() + 1)) {
            files.add(next.get());
        }
        if (files.isEmpty()) {
            throw new StoreException(
                    "This program is not whole: it has no file of tables in %s.".formatted(folder));
        }
        return files;
    }

    private Optional<String> file(int number) {
        String path = "%s/%03d.sql".formatted(folder, number);
        try (InputStream in = Schema.class.getResourceAsStream(path)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new StoreException("The schema file " + path + " cannot be read.", e);
        }
    }

    /** Cuts at semicolons, but not in the body of a function, which stands between two $$. */
    private static List<String> statements(String file) {
        List<String> statements = new ArrayList<>();
        StringBuilder statement = new StringBuilder();
        String[] parts = COMMENT.matcher(file).replaceAll("").split("\\$\\$", -1);
        for (int i = 0; i < parts.length; i++) {
            if (i % 2 == 1) {
                statement.append("$$").append(parts[i]).append("$$");
                continue;
            }
            String[] pieces = parts[i].split(";", -1);
            for (int j = 0; j < pieces.length - 1; j++) {
                statements.add(statement.append(pieces[j]).toString().strip());
                statement.setLength(0);
            }
            statement.append(pieces[pieces.length - 1]);
        }
        statements.add(statement.toString().strip());
        statements.removeIf(String::isEmpty);
        return statements;
    }
}
