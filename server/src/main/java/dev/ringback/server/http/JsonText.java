package dev.ringback.server.http;

import dev.ringback.kernel.Payload;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Renders JSON objects into bytes, member by member. */
public final class JsonText {

    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final JsonGenerator generator;
    private final ByteArrayOutputStream bytes;

    private JsonText(JsonGenerator generator, ByteArrayOutputStream bytes) {
        this.generator = generator;
        this.bytes = bytes;
    }

    /** The bytes of an object whose members the given code writes. */
    public static Payload object(Consumer<JsonText> members) {
        var bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            generator.writeStartObject();
            members.accept(new JsonText(generator, bytes));
            generator.writeEndObject();
        }
        return Payload.of(bytes.toByteArray());
    }

    /** A moment as APIs write it: ISO 8601 with milliseconds and Z. */
    public static String time(Instant moment) {
        return TIME.format(moment);
    }

    /** A member that is a text. */
    public void text(String name, String value) {
        generator.writeStringProperty(name, value);
    }

    /** A member that is a whole number. */
    public void number(String name, long value) {
        generator.writeNumberProperty(name, value);
    }

    /** A member that is a number. */
    public void number(String name, double value) {
        generator.writeNumberProperty(name, value);
    }

    /** A member that is true or false. */
    public void bool(String name, boolean value) {
        generator.writeBooleanProperty(name, value);
    }

    /** A member that is a moment, written by {@link #time}. */
    public void instant(String name, Instant value) {
        generator.writeStringProperty(name, time(value));
    }

    /** A member that is null. */
    public void none(String name) {
        generator.writeNullProperty(name);
    }

    /** A member whose value is rendered already; the bytes are inserted as they are. */
    public void raw(String name, Payload rendered) {
        generator.writeName(name);
        rawValue(rendered);
    }

    /** A member that is an object. */
    public void object(String name, Consumer<JsonText> members) {
        generator.writeName(name);
        generator.writeStartObject();
        members.accept(this);
        generator.writeEndObject();
    }

    /** A member that is an array of texts. */
    public void texts(String name, List<String> values) {
        generator.writeName(name);
        generator.writeStartArray();
        values.forEach(generator::writeString);
        generator.writeEndArray();
    }

    /** A member that is an array of objects, one per value. */
    public <T> void objects(String name, List<T> values, BiConsumer<JsonText, T> members) {
        generator.writeName(name);
        generator.writeStartArray();
        for (T value : values) {
            generator.writeStartObject();
            members.accept(this, value);
            generator.writeEndObject();
        }
        generator.writeEndArray();
    }

    /** A member that is an array of values which are rendered already. */
    public void raws(String name, List<Payload> rendered) {
        generator.writeName(name);
        generator.writeStartArray();
        rendered.forEach(this::rawValue);
        generator.writeEndArray();
    }

    private void rawValue(Payload rendered) {
        // An empty raw value makes the generator write what goes before a value.
        generator.writeRawValue("");
        generator.flush();
        bytes.writeBytes(rendered.bytes());
    }
}
