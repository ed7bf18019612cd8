package dev.ringback.store;

import dev.ringback.kernel.Document;
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

    SqliteDocuments(Connection connection) throws SQLException {
        select =
                connection.prepareStatement(
                        "SELECT revision FROM document WHERE kind = ? AND project = ? AND id = ?");
        replace = connection.prepareStatement("REPLACE INTO document VALUES (?, ?, ?, ?, ?, ?)");
        delete =
                connection.prepareStatement(
                        "DELETE FROM document WHERE kind = ? AND project = ? AND id = ?");
    }

    /** The revision of the document of that name; 0 when there is none. */
    long revision(Document document) throws SQLException {
        name(select, document);
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    void put(Document document) throws SQLException {
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

    void delete(Document document) throws SQLException {
        name(delete, document);
        delete.executeUpdate();
    }

    private static void name(PreparedStatement statement, Document document) throws SQLException {
        statement.setString(1, document.kind());
        statement.setString(2, document.project().value());
        statement.setString(3, document.id());
    }
}
