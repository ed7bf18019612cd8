package dev.ringback.net.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.Nulls;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import java.time.Instant;
import java.util.function.BiConsumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Records as JSON: snake_case names, null for what is absent. What is shown has moments as texts,
 * to the millisecond, slices and trees as they are; what is kept has moments as numbers of
 * milliseconds and constants in lower case, and is read back.
 */
public final class Records {

    private static final JsonMapper SHOWN =
            mapper(
                    writer(Instant.class, (out, moment) -> out.writeString(Moments.text(moment))),
                    writer(JsonSlice.class, (out, it) -> out.writeRawValue(it.payload().text())),
                    writer(JsonTree.class, (out, tree) -> out.writeTree(tree.node)));

    private static final JsonMapper STORED =
            mapper(writer(Instant.class, (out, moment) -> out.writeNumber(moment.toEpochMilli())))
                    .rebuild()
                    .disable(DateTimeFeature.READ_DATE_TIMESTAMPS_AS_NANOSECONDS)
                    .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
                    .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                    .withConfigOverride(
                            String.class,
                            texts ->
                                    texts.setNullHandling(
                                            JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
                    .addMixIn(LaneId.class, Plain.class)
                    .build();

    private Records() {}

    /** Of one text, which stands for all of it. */
    private abstract static class Plain {

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        @SuppressWarnings("UnusedVariable") // The library reads the form of it.
        Plain(String value) {}

        @JsonValue
        abstract String value();
    }

    private static JsonMapper mapper(Writer<?>... writers) {
        var module = new SimpleModule();
        for (Writer<?> each : writers) {
            module.addSerializer(each);
        }
        return JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .addModule(module)
                .build();
    }

    private static <T> Writer<T> writer(Class<T> type, BiConsumer<JsonGenerator, T> write) {
        return new Writer<>(type, write);
    }

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

    /** The bytes of a record that somebody is shown. */
    public static Payload write(Object record) {
        return Payload.of(SHOWN.writeValueAsBytes(record));
    }

    /** The bytes of a record that is kept. */
    public static Payload store(Object record) {
        return Payload.of(STORED.writeValueAsBytes(record));
    }

    /** The record of bytes that were kept. */
    public static <T> T read(Payload bytes, Class<T> type) {
        return STORED.readValue(bytes.bytes(), type);
    }
}
