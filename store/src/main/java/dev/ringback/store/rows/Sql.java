package dev.ringback.store.rows;

import java.util.ArrayList;
import java.util.List;

/** A question under construction: its text, and an argument for each question mark in it. */
public final class Sql {

    private final StringBuilder text = new StringBuilder();
    private final List<Object> arguments = new ArrayList<>();

    public Sql(String text, Object... arguments) {
        add(text, arguments);
    }

    public Sql add(String more, Object... values) {
        text.append(more);
        arguments.addAll(List.of(values));
        return this;
    }

    public String text() {
        return text.toString();
    }

    public List<Object> arguments() {
        return arguments;
    }

    public <T> List<T> ask(Session session, Session.Row<T> row) {
        return session.query(text(), arguments, row);
    }
}
