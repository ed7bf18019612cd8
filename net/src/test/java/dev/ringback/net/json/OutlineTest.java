package dev.ringback.net.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found in bytes is what a tree of them holds. */
class OutlineTest {

    private static final List<String> SPACES = List.of("", "", " ", "\n\t", "\r\n ");
    private static final List<String> SCALARS =
            List.of(
                    "0",
                    "-2.50e+10",
                    "true",
                    "false",
                    "null",
                    "\"\"",
                    "\"a\\\"\\u00e9\"",
                    "\"é,}\"");

    private static Outline outline(String json, Strictness strictness) {
        return switch (Outline.read(Payload.of(json), strictness)) {
            case Outline.Reading.Members(Outline outline) -> outline;
            case Outline.Reading.Malformed(var why, String detail) ->
                    throw new AssertionError(why + ": " + detail + " in " + json);
        };
    }

    private static JsonTree tree(Payload json) {
        return JsonTree.read(json).orElseThrow();
    }

    /** An object of a few members, with white space wherever it may stand. */
    private static String object(Random random, int depth) {
        StringBuilder json = new StringBuilder("{").append(space(random));
        int members = random.nextInt(5);
        for (int i = 0; i < members; i++) {
            json.append(i == 0 ? "" : ",").append(space(random));
            json.append("\"m\\u002e").append(i).append('"').append(space(random)).append(':');
            json.append(space(random)).append(value(random, depth)).append(space(random));
        }
        return json.append('}').toString();
    }

    private static String value(Random random, int depth) {
        return switch (depth == 0 ? 0 : random.nextInt(4)) {
            case 1 -> object(random, depth - 1);
            case 2 ->
                    "[%s%s,%s ]"
                            .formatted(
                                    space(random),
                                    value(random, depth - 1),
                                    value(random, depth - 1));
            default -> SCALARS.get(random.nextInt(SCALARS.size()));
        };
    }

    private static String space(Random random) {
        return SPACES.get(random.nextInt(SPACES.size()));
    }

    @ParameterizedTest
    @EnumSource(Strictness.class)
    void aMemberIsWhatATreeHasThere(Strictness strictness) {
        Random random = new Random(strictness.name().hashCode());
        for (int i = 0; i < 2_000; i++) {
            String json = space(random) + object(random, 3) + space(random);
            Outline outline = outline(json, strictness);
            JsonTree tree = tree(Payload.of(json));
            assertThat(outline.names())
                    .containsExactlyElementsOf(tree.members().map(JsonTree.Member::name).toList());
            outline.members()
                    .forEach((name, value) -> {
                        assertThat(tree(value.payload())).as(json).isEqualTo(tree.at(name));
                        assertThat(elements(value))
                                .as(json)
                                .containsExactlyElementsOf(
                                        value.is(JsonType.ARRAY)
                                                ? tree.at(name).elements().toList()
                                                : List.of());
                    });
        }
    }

    private static List<JsonTree> elements(JsonSlice value) {
        return value.elements().stream().map(each -> tree(each.payload())).toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsNotChangedStays(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            String json = space(random) + object(random, 2);
            Outline outline = outline(json, Strictness.TREE);
            JsonObject tree = (JsonObject) tree(Payload.of(json));
            Map<String, Optional<Payload>> changes = new TreeMap<>();
            for (String name : outline.names()) {
                switch (random.nextInt(3)) {
                    case 0 -> {
                        changes.put(name, Optional.of(Payload.of("\"other\"")));
                        tree.put(name, "other");
                    }
                    case 1 -> {
                        changes.put(name, Optional.empty());
                        tree.remove(name);
                    }
                    default -> {}
                }
            }
            assertThat(tree(outline.with(changes))).as(json).isEqualTo(tree);
        }
    }

    @Test
    void aNumberKeepsItsDigitsAndATextItsEscapes() {
        Outline outline =
                outline("{ \"a\" :1.500e1 ,\"b\":\"t\\u0041\" ,\"c\":[1 ,2]}", Strictness.TREE);

        assertThat(outline.with(Map.of("b", Optional.empty())).text())
                .isEqualTo("{\"a\" :1.500e1,\"c\":[1 ,2]}");
        assertThat(outline.text("b")).contains("tA");
    }
}
