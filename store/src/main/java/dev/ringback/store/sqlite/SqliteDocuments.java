package dev.ringback.store.sqlite;

import dev.ringback.kernel.model.Document;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;

/** The statements for documents, on the writing connection. */
final class SqliteDocuments {

    private final PreparedStatement select;
    private final PreparedStatement replace;
    private final PreparedStatement delete;
    private final PreparedStatement size;
    private final SqliteCounts counts;

    SqliteDocuments(Connection connection, SqliteCounts counts) throws SQLException {
        this.counts = counts;
        select =
                connection.prepareStatement(
                        "SELECT revision FROM document WHERE kind = ? AND project = ? AND id = ?");
        replace = connection.prepareStatement("REPLACE INTO document VALUES (?, ?, ?, ?, ?, ?)");
        delete =
                connection.prepareStatement(
                        "DELETE FROM document WHERE kind = ? AND project = ? AND id = ?");
        size =
                connection.prepareStatement(
                        "SELECT length(body) FROM document"
                                + " WHERE kind = ? AND project = ? AND id = ?");
    }

    /** The revision of the document of that name; 0 when there is none. */
    long revision(Document document) throws SQLException {
        name(select, document);
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    void put(Document document) throws SQLException {
        long before = document.revision() == 1 ? 0 : size(document);
        counts.addBytes(document.project().value(), document.body().size() - before);
        name(replace, document);
        replace.setLong(4, document.revision());
        replace.setBytes(5, document.body().bytes());
        if (document.expiresAt().isPresent()) {
            replace.setLong(6, document.expiresAt().get().toEpochMilli());
        } else {
            replace.setNull(6, Types.BIGINT);
        }
        replace.executeUpdate();
    }

    private long size(Document document) throws SQLException {
        name(size, document);
        try (ResultSet rows = size.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    void delete(Document document) throws SQLException {
        counts.addBytes(document.project().value(), -size(document));
        name(delete, document);
        delete.executeUpdate();
    }

    private static void name(PreparedStatement statement, Document document) throws SQLException {
        statement.setString(1, document.kind());
        statement.setString(2, document.project().value());
        statement.setString(3, document.id());
    }
}
