package dev.ringback.store;

import java.util.ArrayList;
import java.util.List;

/** A question under construction: its text, and an argument for each question mark in it. */
final class Sql {

    private final StringBuilder text = new StringBuilder();
    private final List<Object> arguments = new ArrayList<>();

    Sql(String text, Object... arguments) {
        add(text, arguments);
    }

    Sql add(String more, Object... values) {
        text.append(more);
        arguments.addAll(List.of(values));
        return this;
    }

    String text() {
        return text.toString();
    }

    List<Object> arguments() {
        return arguments;
    }

    <T> List<T> ask(Session session, Session.Row<T> row) {
        return session.query(text(), arguments, row);
    }
}
