package dev.ringback.store.rows;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Binds one array per column, for a statement that reads rows from {@code unnest}. The driver sends
 * such arrays in binary form.
 */
public final class Columns<T> {

    private final PreparedStatement statement;
    private final List<T> rows;
    private int column;

    public Columns(PreparedStatement statement, List<T> rows) {
        this(statement, rows, 0);
    }

    /**
     * Binds behind the parameters of statements before.
     *
     * @param bound how many those are
     */
    public Columns(PreparedStatement statement, List<T> rows, int bound) {
        this.statement = statement;
        this.rows = rows;
        this.column = bound;
    }

    /** How many parameters are bound. */
    public int bound() {
        return column;
    }

    public Columns<T> longs(Function<T, @Nullable Long> value) throws SQLException {
        @Nullable Long[] values = new @Nullable Long[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.apply(rows.get(i));
        }
        return bind("int8", values);
    }

    public Columns<T> ints(Function<T, @Nullable Integer> value) throws SQLException {
        @Nullable Integer[] values = new @Nullable Integer[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.apply(rows.get(i));
        }
        return bind("int4", values);
    }

    /** PostgreSQL's text cannot hold the character 0, so another stands for it. */
    public Columns<T> texts(Function<T, @Nullable String> value) throws SQLException {
        @Nullable String[] values = new @Nullable String[rows.size()];
        for (int i = 0; i < values.length; i++) {
            @Nullable String text = value.apply(rows.get(i));
            values[i] =
                    text == null || text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
        }
        return bind("text", values);
    }

    public Columns<T> bytes(Function<T, byte @Nullable []> value) throws SQLException {
        byte[] @Nullable [] values = new byte[rows.size()][];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.apply(rows.get(i));
        }
        return bind("bytea", values);
    }

    public Columns<T> uuids(Function<T, UUID> value) throws SQLException {
        UUID[] values = new UUID[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.apply(rows.get(i));
        }
        return bind("uuid", values);
    }

    private Columns<T> bind(String type, @Nullable Object[] values) throws SQLException {
        Array array = statement.getConnection().createArrayOf(type, values);
        statement.setArray(++column, array);
        return this;
    }
}
