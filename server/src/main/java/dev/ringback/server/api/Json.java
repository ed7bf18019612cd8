package dev.ringback.server.api;

import dev.ringback.kernel.Payload;
import dev.ringback.server.http.HttpResponse;
import dev.ringback.server.json.Moments;
import java.time.Instant;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** How answers become JSON: snake_case names, null for what is absent, times in milliseconds. */
final class Json {

    /** Reads and writes the views and documents of this package. */
    static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .addModule(new SimpleModule().addSerializer(new MomentSerializer()))
                    .build();

    private Json() {}

    private static final class MomentSerializer extends StdSerializer<Instant> {

        MomentSerializer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator out, SerializationContext context) {
            out.writeString(Moments.text(value));
        }
    }

    static Payload bytes(Object view) {
        return Payload.of(MAPPER.writeValueAsBytes(view));
    }

    static HttpResponse.Whole answer(int status, Object view) {
        return HttpResponse.json(status, bytes(view));
    }

    static <T> T read(Payload body, Class<T> type) {
        return MAPPER.readValue(body.bytes(), type);
    }

    /** Whether these bytes are one JSON value, so that they can stand inside another. */
    static boolean isJson(Payload payload) {
        try (JsonParser parser = MAPPER.createParser(payload.bytes())) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null && isUtf8(payload);
        } catch (JacksonException e) {
            return false;
        }
    }

    private static boolean isUtf8(Payload payload) {
        return Payload.of(payload.text()).equals(payload);
    }
}
