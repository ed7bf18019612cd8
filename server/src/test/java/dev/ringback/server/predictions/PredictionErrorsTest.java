package dev.ringback.server.predictions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.predictions.WriftClient.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What is said of requests that are wrong; webhooks must be public here. */
class PredictionErrorsTest {

    private static final String PATH = "/v1/predictions";
    private static final String OF_MODEL = "/v1/models/demo/echo/predictions";

    @RegisterExtension private static final Site SITE = Site.guarded();

    private final WriftClient client = SITE.client();

    private static List<String> places(Answer answer) {
        return answer.expect(422)
                .json()
                .path("detail")
                .valueStream()
                .map(fault -> fault.path("loc").toString())
                .toList();
    }

    private Answer post(String body) {
        return client.post(PATH, body.replace('\'', '"'), Map.of());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {'model':'demo/echo'}                            | ["body","input"]         | missing
                    {'input':'x'}                                    | ["body","model"]         | missing
                    {'input':'x','model':null}                       | ["body","model"]         | value_error
                    {'input':'x','model':7}                          | ["body","model"]         | value_error
                    {'input':'x','model':'echo'}                     | ["body","model"]         | value_error
                    {'input':'x','model':'a/b:latest'}               | ["body","model"]         | value_error
                    {'input':'x','model':'a/b:0'}                    | ["body","model"]         | value_error
                    {'input':'x','model':'a/b','webhook':'u'}        | ["body","webhook"]       | value_error
                    {'input':'x','model':'a/b','webhook':{}}         | ["body","webhook","url"] | missing
                    {'input':'x','model':'a/b','webhook':{'url':1}}  | ["body","webhook","url"] | value_error
                    {'input':'x','model':'a/b'                       | ["body"]                 | json_invalid
                    ['input']                                        | ["body"]                 | json_invalid
                    """)
    void aBodyThatIsWrongIsRefusedByName(String body, String place, String type) {
        Answer answer = post(body);

        assertThat(places(answer)).containsExactly(place);
        JsonNode fault = answer.json().path("detail").path(0);
        assertThat(fault.path("type").stringValue()).isEqualTo(type);
        assertThat(fault.path("msg").stringValue()).isNotBlank();
        assertThat(answer.header("x-request-id")).isPresent();
    }

    @Test
    void allThatIsWrongIsNamedAtOnce() {
        assertThat(places(post("{'model':'x','webhook':{'url':'ftp://a','secret':''}}")))
                .containsExactlyInAnyOrder(
                        "[\"body\",\"model\"]",
                        "[\"body\",\"input\"]",
                        "[\"body\",\"webhook\",\"url\"]",
                        "[\"body\",\"webhook\",\"secret\"]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://hooks.example/",
                "https://127.0.0.1/",
                "https://10.1.2.3/hook",
                "https://[::1]/",
                "https://localhost/",
                "https://169.254.169.254/latest/meta-data/"
            })
    void aWebhookThatIsNotPublicIsRefusedAndNothingRuns(String url) {
        String body = "{\"input\":\"x\",\"webhook\":{\"url\":\"%s\"}}".formatted(url);

        assertThat(places(client.post(OF_MODEL, body, Map.of())))
                .containsExactly("[\"body\",\"webhook\",\"url\"]");
        assertThat(client.fetch("/api/v1/events").json().path("data").isEmpty()).isTrue();
    }

    @Test
    void aWishThatIsWrongIsRefusedByName() {
        String body = "{\"input\":\"x\"}";

        assertThat(places(client.post(OF_MODEL, body, Map.of("Validate-Input", "perhaps"))))
                .containsExactly("[\"header\",\"Validate-Input\"]");
        assertThat(places(client.post(OF_MODEL + "?wait=long", body, Map.of())))
                .containsExactly("[\"query\",\"wait\"]");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/models/demo/none/predictions, 404",
        "POST, /v1/models/demo/echo/versions/latest/predictions, 404",
        "POST, /v1/predictions/none/cancel, 404",
        "GET, /v1/predictions/none, 404",
        "GET, /v1/predictions/3fa85f64-5717-4562-b3fc-2c963f66afa6, 404",
        "GET, /v1/predictions/none/logs, 404",
        "DELETE, /v1/predictions/none, 404"
    })
    void whatIsNotThereIsSaidInOneSentence(String method, String path, int status) {
        var body =
                method.equals("POST")
                        ? BodyPublishers.ofString("{\"input\":\"x\"}")
                        : BodyPublishers.noBody();
        Answer answer = client.send(method, path, Map.of(), body);

        assertThat(answer.expect(status).json().propertyNames()).containsExactly("detail");
        assertThat(answer.json().path("detail").stringValue()).isNotBlank();
        assertThat(answer.header("Content-Type")).contains("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "rb_unknown"})
    void whoShowsNoKeyIsNotLetIn(String key) {
        for (String path : List.of(PATH, OF_MODEL, PATH + "/x/cancel")) {
            Answer answer = client.of(key).post(path, "{\"input\":\"x\"}", Map.of()).expect(401);
            assertThat(answer.json().path("detail").stringValue()).contains("API key");
            assertThat(answer.header("WWW-Authenticate")).isPresent();
            assertThat(answer.header("x-request-id")).isPresent();
        }
    }

    @Test
    void aKeyForReadingMakesNoPredictions() {
        String key =
                client.made("/api/v1/keys", "{\"scopes\":[\"read\"]}", Map.of())
                        .path("key")
                        .stringValue();

        Answer answer = client.of(key).post(PATH, "{}", Map.of()).expect(403);
        assertThat(answer.json().path("detail").stringValue()).contains("scope");
        client.of(key).fetch(PATH).expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {PATH, OF_MODEL})
    void aBodyThatIsTooLongIsRefusedInTheSameWords(String path) {
        String body = "{\"input\":\"%s\"}".formatted("x".repeat(10 * 1024 * 1024));

        Answer answer = client.post(path, body, Map.of()).expect(413);
        assertThat(answer.json().path("detail").stringValue()).isNotBlank();
    }
}
