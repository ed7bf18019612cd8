package dev.ringback.store;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes the rows of a result to a table of PostgreSQL by its COPY protocol, in text format. One
 * row is in memory at a time, and what was gathered to be sent.
 */
final class CopyRows {

    private static final int SENT_AT_ONCE = 1 << 16;
    private static final byte[] NULL = {'\\', 'N'};
    private static final byte[] HEX = {'\\', '\\', 'x'};

    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    private CopyRows() {}

    /** Writes all rows; the columns have the same names on both sides. */
    static void into(Connection connection, String table, ResultSet rows) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        var names = new StringJoiner(", ", "COPY " + table + " (", ") FROM STDIN");
        for (int column = 1; column <= columns; column++) {
            names.add(rows.getMetaData().getColumnName(column));
        }
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(names.toString());
        try {
            new CopyRows().send(rows, columns, copy);
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private void send(ResultSet rows, int columns, CopyIn copy) throws SQLException {
        while (rows.next()) {
            for (int column = 1; column <= columns; column++) {
                add(rows.getObject(column));
                text.write(column == columns ? '\n' : '\t');
            }
            if (text.size() >= SENT_AT_ONCE) {
                flush(copy);
            }
        }
        flush(copy);
        long _ = copy.endCopy();
    }

    private void flush(CopyIn copy) throws SQLException {
        byte[] bytes = text.toByteArray();
        copy.writeToCopy(bytes, 0, bytes.length);
        text.reset();
    }

    private void add(@Nullable Object value) {
        switch (value) {
            case null -> text.writeBytes(NULL);
            case byte[] bytes -> addHex(bytes);
            case String string -> addEscaped(string);
            default -> text.writeBytes(value.toString().getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void addHex(byte[] bytes) {
        text.writeBytes(HEX);
        HexFormat hex = HexFormat.of();
        for (byte each : bytes) {
            text.write(hex.toHighHexDigit(each));
            text.write(hex.toLowHexDigit(each));
        }
    }

    private void addEscaped(String string) {
        for (byte each : string.getBytes(StandardCharsets.UTF_8)) {
            switch (each) {
                case '\\' -> text.writeBytes(new byte[] {'\\', '\\'});
                case '\n' -> text.writeBytes(new byte[] {'\\', 'n'});
                case '\r' -> text.writeBytes(new byte[] {'\\', 'r'});
                case '\t' -> text.writeBytes(new byte[] {'\\', 't'});
                default -> text.write(each);
            }
        }
    }
}
