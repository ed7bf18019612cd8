package dev.ringback.server.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Payload;
import dev.ringback.server.openai.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelInputTest {

    private static String of(NewTask task) {
        return switch (ModelInput.of(task)) {
            case ModelInput.Valid(Payload object) -> Played.text(object);
            case ModelInput.Invalid(String problem) -> problem;
        };
    }

    private static String chat(String messages, String more) {
        return of(
                Played.task(
                        Operation.CHAT,
                        "a/b",
                        "{'model':'a/b','messages':%s%s}".formatted(messages, more)));
    }

    private static String completion(String prompt) {
        return of(
                Played.task(
                        Operation.COMPLETIONS,
                        "a/b",
                        "{'model':'a/b','prompt':%s}".formatted(prompt)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'prompt':'x', 'n':1.50}", " {} ", "{'input':{'a':1},'webhook':'x'}"})
    void anInputThatIsAnObjectStaysAsItIs(String input) {
        assertThat(of(Played.withInput(Played.task(Operation.CHAT, "a/b", "{}"), input)))
                .isEqualTo(input);
    }

    @Test
    void anInputThatIsATextIsAPrompt() {
        assertThat(of(Played.withInput(Played.task(Operation.CHAT, "a/b", "{}"), " 'hi'")))
                .isEqualTo("{'prompt':'hi'}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "null", "true", "['a']", "{", "{'a':1,'a':2}", "'a' 'b'"})
    void anyOtherInputIsNone(String input) {
        NewTask task = Played.withInput(Played.task(Operation.CHAT, "a/b", "{}"), input);

        assertThat(ModelInput.problem(task)).contains("input must be an object or a text");
        assertThatThrownBy(() -> ModelInput.accepted(task))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anInputOfTheRequestItselfIsMeantForTheModel() {
        assertThat(chat("[{'role':'user','content':'hi'}]", ",'input':{ 'mine': 1.0 },'seed':7"))
                .isEqualTo("{ 'mine': 1.0 }");
    }

    @Test
    void anInputOfTheRequestThatIsNoObjectIsAMemberAsAnyOther() {
        assertThat(chat("[{'role':'user','content':'hi'}]", ",'input':'mine'"))
                .isEqualTo("{'prompt':'hi','input':'mine'}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    [{'role':'user','content':'hi'}]                                 | {'prompt':'hi'}
                    [{'role':'user','content':''}]                                   | {'prompt':''}
                    [{'role':'user','content':null}]                                 | {'prompt':''}
                    [{'role':'user'}]                                                | {'prompt':''}
                    [{'role':'user','content':[{'type':'text','text':'a'},{'type':'text','text':'b'}]}] | {'prompt':'a\\nb'}
                    [{'role':'system','content':'be'},{'role':'user','content':'hi'}] | {'prompt':'hi','system_prompt':'be'}
                    [{'role':'system','content':'be'},{'role':'user','content':'hi'},{'role':'developer','content':[{'type':'text','text':'kind'}]}] | {'prompt':'hi','system_prompt':'be\\n\\nkind'}
                    [{'role':'system','content':' '},{'role':'user','content':'hi'}] | {'prompt':'hi'}
                    [{'role':'system','content':'be'}]                               | {'prompt':'','system_prompt':'be'}
                    [{'role':'assistant','content':'hi'}]                            | {'prompt':'Assistant: hi'}
                    [{'role':'user','content':'a'},{'role':'assistant','content':'b'},{'role':'user','content':'c'}] | {'prompt':'User: a\\n\\nAssistant: b\\n\\nUser: c'}
                    [{'role':'user','content':'a'},{'role':'assistant','content':null,'tool_calls':[]},{'role':'tool','content':'7'}] | {'prompt':'User: a\\n\\nTool: 7'}
                    []                                                               | {'prompt':''}
                    null                                                             | {'prompt':''}
                    'hi'                                                             | {'prompt':''}
                    ['hi',7,{'content':'a'},{'role':'','content':'b'}]               | {'prompt':'Somebody: a\\n\\nSomebody: b'}
                    """)
    void messagesBecomeOnePrompt(String messages, String input) {
        assertThat(chat(messages, "")).isEqualTo(input);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {'url':'https://a/1.png','detail':'low'} | https://a/1.png
                    'https://a/1.png'                        | https://a/1.png
                    {'url':'data:image/png;base64,AA=='}     | data:image/png;base64,AA==
                    """)
    void theFirstImageOfWhatTheUserSaidLastGoesAlong(String image, String url) {
        String part = "{'type':'image_url','image_url':%s}";
        String messages =
                "[{'role':'user','content':[%s]},{'role':'user','content':[{'type':'text','text':'see'},%s,%s]}]"
                        .formatted(
                                part.formatted("'https://a/0.png'"),
                                part.formatted(image),
                                part.formatted("'https://a/2.png'"));

        assertThat(chat(messages, ""))
                .isEqualTo("{'prompt':'User: see','image':'%s'}".formatted(url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "7", "{}", "{'url':7}", "[]"})
    void anImageWithoutAnAddressIsNone(String image) {
        assertThat(
                        chat(
                                "[{'role':'user','content':[{'type':'image_url','image_url':%s}]}]"
                                        .formatted(image),
                                ""))
                .isEqualTo("{'prompt':''}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    'max_tokens':5                           | 'max_tokens':5
                    'max_completion_tokens':5                | 'max_tokens':5
                    'max_completion_tokens':5,'max_tokens':6 | 'max_tokens':6
                    'max_completion_tokens':null             | ``
                    'temperature':0.50                       | 'temperature':0.50
                    'top_p':1,'seed':7                       | 'top_p':1,'seed':7
                    'frequency_penalty':1,'presence_penalty':2 | 'frequency_penalty':1,'presence_penalty':2
                    'stop':'END'                             | 'stop_sequences':'END'
                    'stop':['a','b']                         | 'stop_sequences':'a,b'
                    'stop':[]                                | ``
                    'stop':[7]                               | ``
                    'stop':null                              | ``
                    'top_k':50,'image_size':{'w':1}          | 'top_k':50,'image_size':{'w':1}
                    'system_prompt':'be','image':'https://a' | 'system_prompt':'be','image':'https://a'
                    'top_k':null                             | ``
                    'stream':false,'stream_options':{},'metadata':{'a':'b'},'n':2,'user':'u','store':true | ``
                    'tools':[],'tool_choice':'auto','response_format':{},'logprobs':true,'webhook_id':'w' | ``
                    """)
    void whatModelsKnowGoesAlong(String more, String input) {
        assertThat(chat("[{'role':'user','content':'hi'}]", "," + more))
                .isEqualTo("{'prompt':'hi'%s}".formatted(input.isEmpty() ? "" : "," + input));
    }

    @Test
    void whatTheClientSaysItselfGoesBeforeWhatIsMadeOfMessages() {
        assertThat(
                        chat(
                                "[{'role':'system','content':'a'},{'role':'user','content':'hi'}]",
                                ",'system_prompt':'b'"))
                .isEqualTo("{'prompt':'hi','system_prompt':'b'}");
    }

    @Test
    void aPromptIsOneText() {
        assertThat(completion("'hi'")).isEqualTo("{'prompt':'hi'}");
        assertThat(completion("['hi']")).isEqualTo("{'prompt':'hi'}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "7", "[]", "['a','b']", "[1,2]", "[[1,2]]", "{}"})
    void anyOtherPromptIsNone(String prompt) {
        assertThat(completion(prompt)).isEqualTo("prompt must be one text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "'hi'", "{'model':'a','model':'b'}", "{'a':{'b':1,'b':2}}"})
    void aRequestThatCannotBeReadIsNone(String request) {
        assertThat(of(Played.task(Operation.CHAT, "a/b", request)))
                .isEqualTo("the request has too many values, or names one twice");
    }
}
