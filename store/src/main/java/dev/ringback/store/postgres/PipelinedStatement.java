package dev.ringback.store.postgres;

import dev.ringback.store.rows.Columns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One statement of several that are sent to the server at once, because a group's round trips take
 * as long as its statements; and, once it was sent, what came of it.
 */
final class PipelinedStatement {

    /** What is sent together; there are few such lists, as the texts are constants. */
    private static final Map<List<String>, String> JOINED = new ConcurrentHashMap<>();

    private final String sql;
    private final Binding binding;
    private final Set<Long> longs = new HashSet<>();

    /** Binds the parameters of a statement. */
    @FunctionalInterface
    interface Binding {

        /**
         * Binds them behind those of the statements before.
         *
         * @param bound how many parameters these have
         * @return how many are bound then
         */
        int bind(PreparedStatement statement, int bound) throws SQLException;
    }

    /** Fills the columns of rows that a statement reads from {@code unnest}. */
    @FunctionalInterface
    interface Filling<T> {

        void fill(Columns<T> columns) throws SQLException;
    }

    /** A statement whose parameters are the columns of rows. */
    static <T> PipelinedStatement of(String sql, List<T> rows, Filling<T> filling) {
        return new PipelinedStatement(sql, binding(rows, filling));
    }

    static <T> Binding binding(List<T> rows, Filling<T> filling) {
        return (statement, bound) -> {
            Columns<T> columns = new Columns<>(statement, rows, bound);
            filling.fill(columns);
            return columns.bound();
        };
    }

    PipelinedStatement(String sql, Binding binding) {
        this.sql = sql;
        this.binding = binding;
    }

    /** The first column of the rows that it returned, if it returned any. */
    Set<Long> longs() {
        return longs;
    }

    /**
     * Sends statements at once; they run one after the other, and the first that fails is the last.
     */
    static void together(Connection connection, List<PipelinedStatement> steps)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql(steps))) {
            bind(steps, statement);
            boolean rows = statement.execute();
            steps.getFirst().read(statement, rows);
            for (PipelinedStatement step : steps.subList(1, steps.size())) {
                step.read(statement, statement.getMoreResults());
            }
        }
    }

    /**
     * Sends statements at once, of which the last ends the transaction; nothing is read of them.
     *
     * @return what the database warned of
     */
    static Optional<SQLWarning> toEnd(Connection connection, List<PipelinedStatement> steps)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql(steps))) {
            bind(steps, statement);
            statement.execute();
            return Optional.ofNullable(statement.getWarnings());
        }
    }

    /** The driver knows a statement again by its text: quickly, if it is the same object. */
    private static String sql(List<PipelinedStatement> steps) {
        List<String> parts = steps.stream().map(step -> step.sql).toList();
        return JOINED.computeIfAbsent(parts, each -> String.join("; ", each));
    }

    private static void bind(List<PipelinedStatement> steps, PreparedStatement statement)
            throws SQLException {
        int bound = 0;
        for (PipelinedStatement step : steps) {
            bound = step.binding.bind(statement, bound);
        }
    }

    private void read(PreparedStatement statement, boolean rows) throws SQLException {
        if (rows) {
            try (ResultSet result = statement.getResultSet()) {
                while (result.next()) {
                    longs.add(result.getLong(1));
                }
            }
        }
    }
}
