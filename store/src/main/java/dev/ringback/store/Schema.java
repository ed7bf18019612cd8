package dev.ringback.store;

import dev.ringback.kernel.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
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
final class Schema {

    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*--.*$");

    private final String folder;

    /** The schema in a folder of this package's resources, such as {@code sqlite}. */
    Schema(String folder) {
        this.folder = folder;
    }

    /**
     * Applies what is missing, each file in a transaction of its own. The connection does not
     * commit by itself.
     *
     * @throws StoreException when the database was written by a newer program
     */
    void apply(Connection connection) throws SQLException {
        List<String> files = files();
        try (Statement statement = connection.createStatement()) {
            int version = version(statement);
            if (version > files.size()) {
                throw new StoreException(
                        """
                        The database has schema version %d, but this program knows versions up to \
                        %d only: start the newer program that wrote it.\
                        """
                                .formatted(version, files.size()));
            }
            for (int next = version + 1; next <= files.size(); next++) {
                for (String sql : statements(files.get(next - 1))) {
                    statement.execute(sql);
                }
                statement.executeUpdate("DELETE FROM meta WHERE name = 'schema version'");
                statement.executeUpdate("INSERT INTO meta VALUES ('schema version', " + next + ")");
                connection.commit();
            }
        }
    }

    private static int version(Statement statement) throws SQLException {
        statement.execute(
                "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL)");
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

    private static List<String> statements(String file) {
        List<String> statements = new ArrayList<>();
        for (String sql : COMMENT.matcher(file).replaceAll("").split(";")) {
            if (!sql.isBlank()) {
                statements.add(sql.strip());
            }
        }
        return statements;
    }
}
