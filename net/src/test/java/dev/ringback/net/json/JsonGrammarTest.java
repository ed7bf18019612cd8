package dev.ringback.net.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class JsonGrammarTest {

    private static final JsonFactory JACKSON = new JsonFactory();

    private static final String SAMPLE =
            " {\"a\": [1, -2.50e+10, {}, [], \"x\\u00e9\\n\\\"\"], \"b\": {\"c\": null},"
                    + " \"d\": true, \"e\": false, \"\": 0} ";

    @ParameterizedTest
    @CsvSource({
        "{},true",
        "0,true",
        "null,true",
        "'',false",
        "{,false",
        "{}{},false",
        "[1,false",
        "'[1,]',false",
        "{\"a\":},false",
        "{'a':1},false",
        "truex,false",
        "01,false",
        "nul,false",
        "\"\\x\",false",
        "'\"a\nb\"',false",
        "'{}//',false",
        "'{\"type\":1},\"x\":{}',false"
    })
    void aPayloadIsJsonOrNot(String payload, boolean json) {
        assertThat(JsonGrammar.accepts(payload.getBytes(UTF_8))).isEqualTo(json);
    }

    @Test
    void jsonMayBeNestedDeepAndHaveLongNumbers() {
        String deep = "[".repeat(5_000) + "1".repeat(5_000) + "]".repeat(5_000);

        assertThat(JsonGrammar.accepts(deep.getBytes(UTF_8))).isTrue();
    }

    @Test
    void nestingIsBounded() {
        int most = JsonGrammar.MAX_DEPTH;

        assertThat(accepts("[".repeat(most) + "]".repeat(most))).isTrue();
        assertThat(accepts("[".repeat(most + 2) + "]".repeat(most + 2))).isFalse();
    }

    /** A seed that fails is in the message. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void damagedTextsAreJudgedAsAParserJudgesThem(long seed) {
        Random random = new Random(seed);
        String alphabet = "{}[]\",:\\ 0123456789.eE+-truefalsn\nu\t/";
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(SAMPLE);
            for (int edits = random.nextInt(3); edits >= 0; edits--) {
                int at = random.nextInt(text.length());
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, c);
                    default -> text.setCharAt(at, c);
                }
            }
            boolean expected = parses(text.toString());
            assertThat(accepts(text.toString())).as("%d: %s", seed, text).isEqualTo(expected);
            accepted += expected ? 1 : 0;
        }
        assertThat(accepted).isBetween(1_000, 19_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void damagedCharactersAreJudgedAsADecoderJudgesThem(long seed) {
        Random random = new Random(seed);
        int accepted = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = "\"aé€😀\"".getBytes(UTF_8);
            for (int edits = random.nextInt(3); edits > 0; edits--) {
                bytes[1 + random.nextInt(bytes.length - 2)] = (byte) (128 + random.nextInt(128));
            }
            boolean expected = decodes(bytes);
            assertThat(JsonGrammar.accepts(bytes)).as("%d: %s", seed, i).isEqualTo(expected);
            accepted += expected ? 1 : 0;
        }
        assertThat(accepted).isBetween(1_000, 49_000);
    }

    @Test
    void everyPrefixOfATextIsNone() {
        String text = SAMPLE.strip();
        for (int i = 0; i < text.length(); i++) {
            assertThat(accepts(text.substring(0, i))).isFalse();
        }
        assertThat(accepts(text)).isTrue();
    }

    private static boolean accepts(String text) {
        return JsonGrammar.accepts(text.getBytes(UTF_8));
    }

    private static boolean parses(String text) {
        try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.finishToken();
            return parser.nextToken() == null;
        } catch (JacksonException _) {
            return false;
        }
    }

    private static boolean decodes(byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).hasRemaining();
        } catch (CharacterCodingException _) {
            return false;
        }
    }
}
