package dev.ringback.store.lists;

import dev.ringback.store.rows.Session;
import java.util.ArrayList;
import java.util.List;

/** Asks, and notes how each question is answered. */
final class Explaining implements Session {

    private final Session session;
    private final String explain;
    private final int column;
    private final List<String> plans = new ArrayList<>();

    Explaining(Session session, String explain, int column) {
        this.session = session;
        this.explain = explain;
        this.column = column;
    }

    @Override
    public <T> List<T> query(String sql, List<?> arguments, Row<T> row) {
        explain(sql, arguments);
        return session.query(sql, arguments, row);
    }

    /** Each step of each plan, with its question. */
    List<String> plans() {
        return plans;
    }

    void explain(String sql) {
        explain(sql, List.of());
    }

    private void explain(String sql, List<?> arguments) {
        session.query(explain + sql, arguments, plan -> plan.getString(column)).stream()
                .map(line -> line + "   <- " + sql)
                .forEach(plans::add);
    }
}
