package dev.ringback.server.schemas;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.protocol.EventType;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Measures what a judgement costs: run by hand, for bench/RESULTS.md. */
final class SchemaCost {

    private static final ProjectId PROJECT = new ProjectId("p");
    private static final EventType TYPE = new EventType("order.paid");

    /** What people write: some thirty keywords, formats, a pattern, a list of objects. */
    private static final String SCHEMA =
            """
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
             "required": ["id", "created", "customer", "lines"],
             "properties": {
               "id": {"type": "string", "pattern": "^ord_[a-z0-9]{8,32}$"},
               "created": {"type": "string", "format": "date-time"},
               "status": {"enum": ["open", "paid", "sent"]},
               "total": {"type": "integer", "minimum": 0},
               "customer": {"$ref": "#/$defs/customer"},
               "lines": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/line"}}},
             "$defs": {
               "customer": {"type": "object", "required": ["email"], "properties": {
                 "email": {"type": "string", "format": "email"},
                 "name": {"type": "string", "maxLength": 200}}},
               "line": {"type": "object", "required": ["sku", "count", "price"],
                 "additionalProperties": false, "properties": {
                   "sku": {"type": "string", "minLength": 1}, "count": {"type": "integer"},
                   "price": {"type": "number", "multipleOf": 0.01},
                   "text": {"type": "string"}}}}}
            """;

    private SchemaCost() {}

    static void main() {
        try (var schemas = new Schemas(new ByteBudget(128 << 20, 0))) {
            for (int lines : new int[] {1, 22, 220, 2_200}) {
                measure(schemas, lines);
            }
        }
        long before = used();
        SchemaSet[] many = new SchemaSet[200];
        Arrays.setAll(many, _ -> Judged.ready(SCHEMA));
        System.out.printf(
                Locale.ROOT,
                "a schema ready: %d bytes, accounted %d%n",
                (used() - before) / many.length,
                many[0].bytes());
    }

    private static void measure(Schemas schemas, int lines) {
        Payload payload = Payload.of(order(lines));
        int runs = Math.max(200, 200_000 / (lines + 20));
        var made = new JudgingBudget();
        if (!(Judged.by(SCHEMA, "a", order(lines), made) instanceof SchemaVerdict.Fits)) {
            throw new IllegalStateException("does not fit");
        }
        long[] nanos = new long[runs];
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < runs; i++) {
                long begun = System.nanoTime();
                var _ = schemas.judge(PROJECT, SCHEMA, TYPE, payload).orElseThrow();
                nanos[i] = System.nanoTime() - begun;
            }
        }
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%d bytes, %d steps: p50 %.3f ms, p99 %.3f ms%n",
                payload.size(),
                made.used(),
                nanos[runs / 2] / 1e6,
                nanos[runs * 99 / 100] / 1e6);
    }

    private static String order(int lines) {
        return IntStream.range(0, lines)
                .mapToObj(i ->
                        "{\"sku\":\"sku-%d\",\"count\":%d,\"price\":%d.95,\"text\":\"A thing of kind %d\"}"
                                .formatted(i, i, i, i))
                .collect(
                        Collectors.joining(
                                ",",
                                "{\"id\":\"ord_0123456789ab\",\"created\":\"2026-11-30T10:00:00Z\","
                                        + "\"status\":\"paid\",\"total\":1995,\"customer\":{\"email\":\"a@b.example\",\"name\":\"A"
                                        + " B\"},\"lines\":[",
                                "]}"));
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
