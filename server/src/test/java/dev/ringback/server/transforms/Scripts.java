package dev.ringback.server.transforms;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs scripts for tests. */
final class Scripts {

    private static final AtomicInteger PROJECTS = new AtomicInteger();

    static final Instant NOW = Instant.parse("2026-03-13T12:00:00Z");
    static final ByteBudget BUDGET = ByteBudget.ofHeap(512L << 20);

    private static final Transforms TRANSFORMS = new Transforms(BUDGET);

    private Scripts() {}

    /** One of its own, because tests run at the same time and a project waits for itself. */
    static ProjectId project() {
        return new ProjectId("p" + PROJECTS.incrementAndGet());
    }

    static TransformInput json(String body) {
        return json(body.getBytes(StandardCharsets.UTF_8));
    }

    static TransformInput json(byte[] body) {
        return new TransformInput(
                Payload.of(body), Optional.empty(), List.<Header>of(), Map.of(), NOW);
    }

    static Transformed run(String script, TransformInput input) {
        return TRANSFORMS.run(project(), new TransformScript(script), input).orElseThrow();
    }

    static Transformed run(String script) {
        return run(script, json("{}"));
    }

    /** What an expression over evt, headers, queryParams and raw comes to, as JSON. */
    static String value(String expression, TransformInput input) {
        String script =
                """
                function transform(evt, headers = {}, queryParams = {}, raw = "") {
                  return { name: "a.b", data: { v: %s } };
                }
                """
                        .formatted(expression);
        String data = only(run(script, input)).data().text();
        return data.equals("{}") ? "undefined" : data.substring(5, data.length() - 1);
    }

    static Transformed.MadeEvent only(Transformed transformed) {
        return switch (transformed) {
            case Transformed.Events(List<Transformed.MadeEvent> all) when all.size() == 1 ->
                    all.getFirst();
            default -> throw new AssertionError(transformed.toString());
        };
    }

    static List<Transformed.MadeEvent> all(Transformed transformed) {
        return switch (transformed) {
            case Transformed.Events(List<Transformed.MadeEvent> all) -> all;
            default -> throw new AssertionError(transformed.toString());
        };
    }

    /** Why it failed, in words. */
    static String failure(Transformed transformed) {
        return switch (transformed) {
            case Transformed.Failed(ScriptFault fault) -> fault.toString();
            default -> throw new AssertionError(transformed.toString());
        };
    }

    static Checked check(String script) {
        return TRANSFORMS.check(project(), new TransformScript(script), NOW).orElseThrow();
    }
}
