package dev.ringback.server.json;

import dev.ringback.kernel.Payload;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Renders the small JSON objects of this room into bytes, member by member. */
public final class JsonText {

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator generator;

    private JsonText(JsonGenerator generator) {
        this.generator = generator;
    }

    /** The bytes of an object whose members the given code writes. */
    public static Payload object(Consumer<JsonText> members) {
        var bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            generator.writeStartObject();
            members.accept(new JsonText(generator));
            generator.writeEndObject();
        }
        return Payload.of(bytes.toByteArray());
    }

    /** A member that is a text. */
    public void text(String name, String value) {
        generator.writeStringProperty(name, value);
    }

    /** A member that is a whole number. */
    public void number(String name, long value) {
        generator.writeNumberProperty(name, value);
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
}
