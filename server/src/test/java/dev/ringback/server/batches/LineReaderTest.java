package dev.ringback.server.batches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.server.batches.LineReader.Reading;
import dev.ringback.server.openai.Operation;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which lines are requests, and what is said of the others. */
class LineReaderTest {

    private static final String BODY = "{'model':'m','messages':[{'role':'user','content':'hi'}]}";

    private static Reading read(String line) {
        return new LineReader(Operation.CHAT).read(Payload.of(line.replace('\'', '"')));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'custom_id':'a','method':'POST','url':'/v1/chat/completions','body':BODY}",
                "{'custom_id':'a','method':'POST','body':BODY}",
                " {'body': BODY ,'extra':[1,{}],'method':'POST','custom_id':'a'}\r"
            })
    void aLineIsARequestWithOrWithoutUrl(String line) {
        String text = line.replace("BODY", BODY);
        assertThat(read(text))
                .isInstanceOfSatisfying(
                        Reading.Valid.class,
                        valid -> {
                            assertThat(valid.customId()).isEqualTo("a");
                            assertThat(valid.request().model()).isEqualTo("m");
                            assertThat(valid.request().body().text())
                                    .isEqualTo(BODY.replace('\'', '"'));
                            assertThat(valid.from()).isEqualTo(text.indexOf(BODY));
                        });
    }

    @Test
    void aLineMayHoldWhatARequestMayHold() {
        String deep = "[".repeat(400) + "7".repeat(900) + "]".repeat(400);
        String body = BODY.substring(0, BODY.length() - 1) + ",'tools':" + deep + "}";
        assertThat(read("{'custom_id':'a','method':'POST','body':" + body + "}"))
                .isInstanceOf(Reading.Valid.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "hello                                               | - | invalid_json | -",
                "[1]                                                 | - | invalid_json | -",
                "{'custom_id':'a','custom_id':'b'}                   | - | invalid_json | -",
                "{'custom_id':'a','method':'POST','body':BODY        | - | invalid_json | -",
                "{'custom_id':'a','method':'POST','body':BODY} {}    | - | invalid_json | -",
                "{'method':'POST','body':BODY}                       | - | invalid_value |"
                        + " custom_id",
                "{'custom_id':7,'method':'POST','body':BODY}         | - | invalid_value |"
                        + " custom_id",
                "{'custom_id':' ','method':'POST','body':BODY}       | - | invalid_value |"
                        + " custom_id",
                "{'custom_id':'a','method':'GET','body':BODY}        | a | invalid_value | method",
                "{'custom_id':'a','body':BODY}                       | a | invalid_value | method",
                "{'custom_id':'a','method':'POST','url':'/v1/embeddings','body':BODY}|a|invalid_value|url",
                "{'custom_id':'a','method':'POST','url':null,'body':BODY}|a|invalid_value|url",
                "{'custom_id':'a','method':'POST'}                   | a | invalid_value | body",
                "{'custom_id':'a','method':'POST','body':'text'}     | a | invalid_value | body",
                "{'custom_id':'a','method':'POST','body':{}}         | a"
                        + " | missing_required_parameter | body.model",
                "{'custom_id':'a','method':'POST','body':{'model':'m','messages':[]}}"
                        + " | a | invalid_value | body.messages",
                "{'custom_id':'a','method':'POST','body':{'model':'m','model':'n'}}"
                        + " | a | invalid_json | body",
            })
    void aLineThatIsNoneIsToldByItsIdAndField(
            String line, String customId, String code, String param) {
        assertThat(read(line.replace("BODY", BODY)))
                .isInstanceOfSatisfying(
                        Reading.Wrong.class,
                        wrong -> {
                            assertThat(wrong.customId()).isEqualTo(Optional.ofNullable(customId));
                            assertThat(wrong.fault().code()).isEqualTo(code);
                            assertThat(wrong.fault().param()).isEqualTo(Optional.ofNullable(param));
                        });
    }

    @Test
    void anIdThatIsTooLongIsNone() {
        String longest = "x".repeat(BatchLimits.CUSTOM_ID);
        assertThat(LineReader.customId(Payload.of("{\"custom_id\":\"%s\"}".formatted(longest))))
                .contains(longest);
        assertThat(LineReader.customId(Payload.of("{\"custom_id\":\"%sx\"}".formatted(longest))))
                .isEmpty();
        assertThat(LineReader.customId(Payload.of("not JSON"))).isEmpty();
    }
}
