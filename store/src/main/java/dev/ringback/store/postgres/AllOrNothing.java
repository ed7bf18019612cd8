package dev.ringback.store.postgres;

import java.sql.SQLException;

/**
 * The end of a statement that fails unless it came to so many rows: so what is sent behind it in
 * the same message, the commit too, is not done either.
 */
final class AllOrNothing {

    /** What a text that is no number is refused with. */
    private static final String NO_NUMBER = "22P02";

    /** What a row whose key is there already is refused with. */
    private static final String NOT_NEW = "23505";

    private AllOrNothing() {}

    /**
     * A statement with that end. Its last parameter is how many rows there must be.
     *
     * @param statement returns the rows
     */
    static String of(String statement) {
        return """
        WITH done AS (%s)
        SELECT CASE WHEN n = ? THEN 1
            ELSE (n || ' rows is not all of them; each change is looked at now')::int END
        FROM (SELECT count(*) FROM done) AS counted (n)\
        """
                .formatted(statement);
    }

    /** Binds how many rows there must be, behind what the statement needs itself. */
    static PipelinedStatement.Binding bound(PipelinedStatement.Binding own, int rows) {
        return (statement, bound) -> {
            int last = own.bind(statement, bound) + 1;
            statement.setLong(last, rows);
            return last;
        };
    }

    /** Whether a message failed because of that, or because a row that it adds is not new. */
    static boolean isWhy(SQLException e) {
        return NO_NUMBER.equals(e.getSQLState()) || NOT_NEW.equals(e.getSQLState());
    }
}
