package dev.ringback.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.transforms.Checked;
import dev.ringback.server.transforms.ScriptFault;
import dev.ringback.server.transforms.TransformInput;
import dev.ringback.server.transforms.TransformScript;
import dev.ringback.server.transforms.Transformed;
import dev.ringback.server.transforms.Transforms;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The transforms in the guide do what it says. */
final class DocumentedTransformsTest {

    private static final ProjectId PROJECT = new ProjectId("default");
    private static final Instant NOW = Instant.parse("2026-03-13T12:00:00Z");

    private static final Pattern EXAMPLE =
            Pattern.compile(
                    "(?s)###"
                            + " ([^\\n]*)\\n\\n```jsonc\\n(.*?)```\\n```js\\n(.*?)```\\n```jsonc\\n(.*?)```");

    private static final Transforms TRANSFORMS = new Transforms(ByteBudget.ofHeap(512L << 20));

    record Example(String title, String body, String script, String events) {

        static Example of(MatchResult found) {
            return new Example(
                    found.group(1), found.group(2).strip(), found.group(3), found.group(4));
        }

        @Override
        public String toString() {
            return title;
        }
    }

    @AfterAll
    static void close() {
        TRANSFORMS.close();
    }

    private static String page() {
        return String.join("\n", Repository.lines(Repository.root().resolve("docs/transforms.md")));
    }

    static List<Example> examples() {
        return EXAMPLE.matcher(page()).results().map(Example::of).toList();
    }

    @Test
    void everyExampleIsTried() {
        assertThat(examples()).hasSize((int) page().lines().filter("```js"::equals).count());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleMakesTheEventsBelowIt(Example example) {
        var script = new TransformScript(example.script());
        var input =
                new TransformInput(
                        Payload.of(example.body()), Optional.empty(), List.of(), Map.of(), NOW);

        assertThat(TRANSFORMS.check(PROJECT, script, NOW))
                .hasValue(new Checked.Ready(Optional.empty()));
        assertThat(events(TRANSFORMS.run(PROJECT, script, input).orElseThrow()))
                .isEqualTo(JsonTree.read(Payload.of(example.events())).orElseThrow());
    }

    private static JsonTree events(Transformed transformed) {
        return switch (transformed) {
            case Transformed.Events(List<Transformed.MadeEvent> all) ->
                    JsonTree.of(all.stream().map(DocumentedTransformsTest::worded).toList());
            case Transformed.Dropped _ -> JsonTree.of(List.of());
            case Transformed.Failed(ScriptFault fault) -> throw new AssertionError(fault);
        };
    }

    private static JsonObject worded(Transformed.MadeEvent event) {
        return new JsonObject()
                .put("name", event.type().name())
                .put("data", JsonTree.read(event.data()).orElseThrow())
                .putIfPresent("id", event.id())
                .putIfPresent("ts", event.at().map(Instant::toEpochMilli));
    }
}
