package dev.ringback.testkit.store.quotes;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Quote;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Puts together the payload of an event that quotes others. */
public final class Quoted {

    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
    private final List<Quote> quotes = new ArrayList<>();

    /** Bytes of its own come next. */
    public Quoted own(String text) {
        payload.writeBytes(Payload.of(text).bytes());
        return this;
    }

    /** A part of another event's complete payload comes next. */
    public Quoted part(Event event, int from, int length) {
        quotes.add(new Quote(payload.size(), event.sequence(), from, length));
        payload.write(event.payload().bytes(), from, length);
        return this;
    }

    /** All of another event's complete payload comes next. */
    public Quoted all(Event event) {
        return part(event, 0, event.payload().size());
    }

    /** The event with this payload. */
    public Event in(Event event) {
        return event.with(Payload.of(payload.toByteArray()), quotes);
    }

    /** The event with this payload as it is kept when none of the quotes holds. */
    public Event unquoted(Event event) {
        return event.with(Payload.of(payload.toByteArray()), List.of());
    }
}
