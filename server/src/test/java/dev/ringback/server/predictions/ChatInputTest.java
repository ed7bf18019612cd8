package dev.ringback.server.predictions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatInputTest {

    private static ChatInput.Reading read(String input) {
        return ChatInput.read("a/b", Payload.of(input.replace('\'', '"')), false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    'hi'                                  | [{'role':'user','content':'hi'}]
                    {'prompt':'hi'}                       | [{'role':'user','content':'hi'}]
                    {'prompt':'hi','system_prompt':null}  | [{'role':'user','content':'hi'}]
                    {'prompt':'hi','system_prompt':'be'}  | [{'role':'system','content':'be'},{'role':'user','content':'hi'}]
                    {'messages':[{'role':'x','odd':1.0}]} | [{'role':'x','odd':1.0}]
                    {'messages':[{'role':'user'}],'prompt':null} | [{'role':'user'}]
                    """)
    void whatCanBeAskedBecomesMessages(String input, String messages) {
        String expected = "{'model':'a/b','messages':" + messages + "}";

        assertThat(read(input))
                .isInstanceOfSatisfying(
                        ChatInput.Reading.Valid.class,
                        valid ->
                                assertThat(valid.request().body().text())
                                        .isEqualTo(expected.replace('\'', '"')));
    }

    @Test
    void theOtherMembersGoAlongAsTheyAre() {
        String input = "{'seed':1,'prompt':'hi','temperature':0.50,'metadata':{'k':'v'},'mine':[]}";

        assertThat(read(input))
                .isInstanceOfSatisfying(
                        ChatInput.Reading.Valid.class,
                        valid ->
                                assertThat(valid.request().body().text().replace('"', '\''))
                                        .endsWith(
                                                ",'seed':1,'temperature':0.50,'metadata':{'k':'v'},'mine':[]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    7                                    | input
                    null                                 | input
                    ['hi']                               | input
                    {}                                   | input.prompt
                    {'prompt':7}                         | input.prompt
                    {'prompt':null}                      | input.prompt
                    {'prompt':'x','system_prompt':7}     | input.system_prompt
                    {'prompt':'x','messages':[]}         | input.prompt
                    {'system_prompt':'x','messages':[]}  | input.system_prompt
                    {'messages':[]}                      | input.messages
                    {'messages':[{'role':'user'},{}]}    | input.messages[1].role
                    {'prompt':'x','stream':'yes'}        | input.stream
                    {'prompt':'x','metadata':7}          | input.metadata
                    {'prompt':'x','model':'other'}       | input.model
                    """)
    void whatCannotBeAskedIsNamed(String input, String path) {
        assertThat(read(input))
                .isInstanceOfSatisfying(
                        ChatInput.Reading.Invalid.class,
                        invalid -> {
                            assertThat(invalid.path()).isEqualTo(path);
                            assertThat(invalid.problem()).matches("(must|is|has) .*");
                        });
    }
}
