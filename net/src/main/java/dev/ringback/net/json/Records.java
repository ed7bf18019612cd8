package dev.ringback.net.json;

import dev.ringback.kernel.model.Payload;
import java.time.Instant;
import java.util.function.BiConsumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Records as JSON, and back: snake_case names, null for what is absent, times in milliseconds,
 * slices and trees as they are.
 */
public final class Records {

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .addModule(
                            new SimpleModule()
                                    .addSerializer(
                                            new Writer<>(
                                                    Instant.class,
                                                    (out, moment) ->
                                                            out.writeString(Moments.text(moment))))
                                    .addSerializer(
                                            new Writer<>(
                                                    JsonSlice.class,
                                                    (out, slice) ->
                                                            out.writeRawValue(
                                                                    slice.payload().text())))
                                    .addSerializer(
                                            new Writer<>(
                                                    JsonTree.class,
                                                    (out, tree) -> out.writeTree(tree.node))))
                    .build();

    private Records() {}

    private static final class Writer<T> extends StdSerializer<T> {

        private final BiConsumer<JsonGenerator, T> write;

        Writer(Class<T> type, BiConsumer<JsonGenerator, T> write) {
            super(type);
            this.write = write;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializationContext context) {
            write.accept(out, value);
        }
    }

    /** The bytes of a record. */
    public static Payload write(Object record) {
        return Payload.of(MAPPER.writeValueAsBytes(record));
    }

    /** The record of bytes that were written here. */
    public static <T> T read(Payload bytes, Class<T> type) {
        return MAPPER.readValue(bytes.bytes(), type);
    }
}
