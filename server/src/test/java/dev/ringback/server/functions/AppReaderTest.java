package dev.ringback.server.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.HeaderValues;
import dev.ringback.server.functions.config.AppReader;
import dev.ringback.server.functions.config.AppRegistration;
import dev.ringback.server.functions.config.AppSync;
import dev.ringback.server.functions.config.FunctionBounds;
import dev.ringback.server.functions.config.FunctionConfig;
import dev.ringback.server.functions.config.FunctionTrigger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bodies are those of real SDKs, with fewer functions. */
final class AppReaderTest {

    private static final String STEP =
            "\"steps\":{\"step\":{\"id\":\"step\",\"name\":\"step\",\"runtime\":{\"type\":\"http\","
                    + "\"url\":\"http://h/api?fnId=app-f&stepId=step\"}}}";

    private static AppReader reader(boolean takesUnserved) {
        return new AppReader(
                text -> text.contains("(((") ? Optional.of("is no CEL") : Optional.empty(),
                takesUnserved);
    }

    private static AppSync read(String body) {
        return reader(false).registration(body.getBytes(StandardCharsets.UTF_8));
    }

    private static AppRegistration registered(AppSync sync) {
        return ((AppSync.Registered) sync).registration();
    }

    private static String app(String function) {
        return "{\"url\":\"http://h/api\",\"appName\":\"app\",\"sdk\":\"js:v4.24.0\",\"framework\":\"express\","
                + "\"functions\":["
                + function
                + "],\"featureObservations\":{\"x\":1}}";
    }

    private static String function(String more) {
        return "{\"id\":\"app-f\",\"name\":\"F\","
                + STEP
                + (more.isEmpty() ? "" : "," + more)
                + "}";
    }

    private static FunctionConfig only(String more) {
        return registered(read(app(function(more)))).functions().getFirst();
    }

    private static String reason(String more) {
        return ((AppSync.Refused) read(app(function(more)))).reason();
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "ftp://app/", "http:///path", "http://a b/", "/api/inngest"})
    void aFunctionIsReachedByAUrlThatCanBeAsked(String url) {
        String body =
                """
                {"appName":"shop","functions":[{"id":"shop-f","name":"f",
                 "steps":{"step":{"runtime":{"type":"http","url":"%s"}}}}]}
                """
                        .formatted(url);

        AppSync read =
                new AppReader(_ -> Optional.empty(), false)
                        .registration(body.getBytes(StandardCharsets.UTF_8));

        assertThat(read)
                .isEqualTo(
                        new AppSync.Refused(
                                "function shop-f: steps.step.runtime.url \""
                                        + url
                                        + "\" is no http or https URL"));
    }

    @Test
    void aFunctionIsReadWithAllThatBoundsIt() {
        FunctionConfig function =
                only(
                        "\"triggers\":[{\"cron\":\"TZ=Europe/Paris 0 9 * * 1\"},{\"cron\":\"*/5 * *"
                                + " * *\",\"jitter\":\"30s\"},{\"event\":\"demo/full\",\"expression\":\"event.data.amount"
                                + " > 100\"}],"
                                + "\"idempotency\":\"event.data.id\",\"priority\":{\"run\":\"event.data.p\"},"
                                + "\"timeouts\":{\"start\":\"10s\",\"finish\":\"1h\"},"
                                + "\"concurrency\":[{\"limit\":5},{\"limit\":2,\"key\":\"event.data.u\",\"scope\":\"account\"}],\"cancel\":[{\"event\":\"demo/stop\",\"if\":\"async.data.id"
                                + " == event.data.id\",\"timeout\":\"2d\"}]");

        assertThat(function.triggers())
                .containsExactly(
                        new FunctionTrigger.OnSchedule("TZ=Europe/Paris 0 9 * * 1", Duration.ZERO),
                        new FunctionTrigger.OnSchedule("*/5 * * * *", Duration.ofSeconds(30)),
                        new FunctionTrigger.OnEvent(
                                "demo/full", Optional.of("event.data.amount > 100")));
        FunctionBounds bounds = function.bounds();
        assertThat(bounds.maxAttempts()).isEqualTo(5);
        assertThat(bounds.concurrency())
                .containsExactly(
                        new FunctionBounds.Concurrency(
                                5, Optional.empty(), FunctionBounds.Scope.FN),
                        new FunctionBounds.Concurrency(
                                2, Optional.of("event.data.u"), FunctionBounds.Scope.ACCOUNT));
        assertThat(bounds.idempotency()).contains("event.data.id");
        assertThat(bounds.priority()).contains("event.data.p");
        assertThat(bounds.startWithin()).contains(Duration.ofSeconds(10));
        assertThat(bounds.finishWithin()).contains(Duration.ofHours(1));
        assertThat(bounds.cancelOn().getFirst().within()).contains(Duration.ofDays(2));
        assertThat(function.url()).isEqualTo("http://h/api?fnId=app-f&stepId=step");
        assertThat(function.uuid("p"))
                .isEqualTo(only("").uuid("p"))
                .isNotEqualTo(only("").uuid("q"));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "4, 5", "20, 21", "25, 21"})
    void retriesAreCountedWithoutTheFirstAttempt(int retries, int attempts) {
        String with =
                STEP.replace(
                        "\"runtime\"", "\"retries\":{\"attempts\":" + retries + "},\"runtime\"");
        AppSync sync = read(app("{\"id\":\"app-f\",\"name\":\"F\"," + with + "}"));
        assertThat(registered(sync).functions().getFirst().bounds().maxAttempts())
                .isEqualTo(attempts);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    3                            | 3
                    {"limit":3}                  | 3
                    {"fn":[],"step":[{"limit":3}]} | 3
                    null                         | 0
                    []                           | 0
                    """)
    void sdksWriteAConcurrencyInSeveralWays(String concurrency, int limit) {
        List<FunctionBounds.Concurrency> read =
                only("\"concurrency\":" + concurrency).bounds().concurrency();
        assertThat(read.stream().mapToInt(FunctionBounds.Concurrency::limit).sum())
                .isEqualTo(limit);
    }

    @Test
    void theSdkOfPythonWritesItsKeysInItsOwnWay() {
        AppRegistration app =
                registered(
                        read(
                                "{\"appname\":\"py\",\"deploy_type\":\"ping\",\"framework\":\"flask\",\"functions\":[{\"id\":\"py-three\","
                                        + "\"name\":\"three\",\"steps\":{\"step\":{\"id\":\"step\",\"name\":\"step\",\"retries\":{\"attempts\":4},"
                                        + "\"runtime\":{\"type\":\"http\",\"url\":\"http://h/api?fnId=py-three&stepId=step\"}}},"
                                        + "\"triggers\":[{\"event\":\"py/three\"}]}]}"));
        assertThat(app.app()).isEqualTo("py");
        assertThat(app.functions()).hasSize(1);
    }

    @Test
    void theSdkOfGoLeavesOutWhatItsStepsAreReachedBy() {
        AppRegistration app =
                registered(
                        read(
                                "{\"v\":\"1\",\"url\":\"http://h/api\",\"deployType\":\"ping\",\"sdk\":\"go:v0.15.1\",\"framework\":\"\","
                                        + "\"appName\":\"go\",\"functions\":[{\"name\":\"three\",\"id\":\"go-three\",\"triggers\":[{\"event\":\"go/three\"}],"
                                        + "\"Singleton\":null,\"steps\":{\"step\":{\"id\":\"step\",\"name\":\"three\",\"runtime\":{\"url\":"
                                        + "\"http://h/api?fnId=go-three\\u0026step=step\"},\"retries\":null}}}]}"));
        assertThat(app.functions().getFirst().bounds().maxAttempts()).isEqualTo(5);
        assertThat(app.functions().getFirst().url()).endsWith("fnId=go-three&step=step");
        assertThat(app.sdk().language()).isEqualTo("go");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "triggers":[{"cron":"0 * * * * *"}]                   | function app-f, triggers 1: cron "0 * * * * *" has 6 fields, not 5
                    "triggers":[{"cron":"* * * * *","jitter":"6m"}]       | jitter is more than 5 minutes
                    "triggers":[{"cron":"* * * * *","jitter":"soon"}]     | jitter is no duration such as 30s: soon
                    "triggers":[{"event":"a"},{"event":"a"}]              | function app-f: has the same trigger twice
                    "triggers":[{"event":"a","expression":"((("}]         | triggers 1: expression "(((" is no CEL
                    "triggers":[{}]                                       | function app-f, triggers 1: has no event
                    "triggers":[1]                                        | function app-f: triggers must be made of objects
                    "concurrency":[{"limit":1},{"limit":1},{"limit":1}]   | has 3 concurrency, more than 2
                    "concurrency":0                                       | concurrency must be a whole number of at least 1
                    "concurrency":[{"limit":1,"scope":"planet"}]          | scope is planet
                    "concurrency":[{}]                                    | has no limit
                    "cancel":[{"event":"a","if":"((("}]                   | function app-f, cancel 1: if "(((" is no CEL
                    "idempotency":7                                       | function app-f: idempotency must be a string
                    """)
    void whatIsWrongIsNamedWithItsFunctionAndItsField(String more, String reason) {
        assertThat(reason(more)).contains(reason);
    }

    @Test
    void whatIsNotServedYetIsSaidAndTakenOnlyByWhoWantsIt() {
        String more =
                "\"rateLimit\":{\"limit\":3,\"period\":\"1m\"},\"debounce\":{\"period\":\"5s\"},\"throttle\":null";
        assertThat(reason(more))
                .isEqualTo(
                        "function app-f: debounce is not served yet: each event would start a run;"
                                + " rateLimit is not served yet: no event would be left out"
                                + " (--allow-unsupported takes it all the same)");
        AppSync taken =
                reader(true).registration(app(function(more)).getBytes(StandardCharsets.UTF_8));
        FunctionConfig function = registered(taken).functions().getFirst();
        assertThat(function.unserved()).hasSize(2);
        assertThat(function.whole().toString())
                .contains("\"rateLimit\":{\"limit\":3,\"period\":\"1m\"}");
    }

    @Test
    void whatIsNoRegistrationSaysWhy() {
        for (String body : List.of("", "[]", "7")) {
            assertThat(((AppSync.Refused) read(body)).reason())
                    .startsWith("the body is no registration");
        }
        assertThat(((AppSync.Refused) read("{}")).reason())
                .isEqualTo("the app: has no name (appName)");
        assertThat(((AppSync.Refused) read(app("{}"))).reason()).isEqualTo("function 1: has no id");
        assertThat(((AppSync.Refused) read(app(function("") + "," + function("")))).reason())
                .contains("two functions with the id app-f");
        String worker = app(function("").replace("\"http\"", "\"ws\""));
        assertThat(((AppSync.Refused) read(worker)).reason())
                .isEqualTo("function app-f: is reached by ws, and only http is served");
        assertThat(((AppSync.Refused) read("{}")).answer())
                .hasToString(
                        "{\"error\":\"the app: has no name"
                                + " (appName)\",\"ok\":false,\"status\":400}");
        assertThat(AppSync.answer("a", "s", true))
                .hasToString("{\"app_id\":\"a\",\"modified\":true,\"ok\":true,\"sync_id\":\"s\"}");
    }

    @Test
    void nothingHasChangedWhereOnlyObservationsHave() {
        AppRegistration one = registered(read(app(function(""))));
        AppRegistration other =
                registered(read(app(function("")).replace("{\"x\":1}", "{\"x\":2}")));
        assertThat(other.whole()).isEqualTo(one.whole());
        assertThat(registered(read(app(function("\"timeouts\":{\"finish\":\"1h\"}")))).whole())
                .isNotEqualTo(one.whole());
    }

    private static AppSync answer(int status, Map<String, List<String>> headers, String body) {
        return reader(false)
                .answer(
                        "http://h/api",
                        status,
                        HeaderValues.of(headers),
                        body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anAppThatIsAskedAnswersWithItsFunctions() {
        assertThat(AppReader.question("http://h/api")).hasToString("{\"url\":\"http://h/api\"}");
        AppSync sync =
                answer(
                        200,
                        Map.of(AppReader.SYNC_KIND, List.of(AppReader.IN_BAND)),
                        "{\"app_id\":\"app\",\"env\":null,\"framework\":\"express\",\"functions\":["
                                + function("")
                                + "],\"sdk_language\":\"js\",\"sdk_version\":\"4.24.0\",\"url\":\"http://h/api\"}");
        assertThat(registered(sync).app()).isEqualTo("app");
        assertThat(registered(sync).sdk().version()).isEqualTo("4.24.0");
        assertThat(
                        answer(
                                200,
                                Map.of("x-inngest-sdk", List.of("js:v3")),
                                "{\"message\":\"Successfully registered\"}"))
                .isEqualTo(new AppSync.RegistersItself());
    }

    @Test
    void anAppMaySayWhatItIsWrittenWithInOneField() {
        AppSync sync =
                answer(
                        200,
                        Map.of(),
                        "{\"app_id\":\"app\",\"functions\":[],\"sdk_language\":\"\","
                                + "\"sdk_version\":\"\",\"sdk\":\"js:v4.24.0\"}");
        assertThat(registered(sync).sdk().text()).isEqualTo("js:v4.24.0");
        assertThat(registered(sync).sdk().fetchesState()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "401, both need the same signing key",
        "404, is the path right?",
        "500, INNGEST_DEV",
        "200, that is no SDK of functions"
    })
    void anAppThatCannotBeAskedSaysWhy(int status, String why) {
        assertThat(((AppSync.Refused) answer(status, Map.of(), "<html>")).reason())
                .startsWith("http://h/api answered HTTP " + status)
                .contains(why);
    }

    @Test
    void whoIsNotReachedAtAnAddressOfItsOwnIsTold() {
        assertThat(AppReader.unreachable("http://localhost:3000/api/inngest", "refused").reason())
                .contains("refused", "in a container", "--app http://host:port");
        assertThat(AppReader.unreachable("http://app:3000/", "refused").reason())
                .isEqualTo("http://app:3000/ could not be reached: refused");
    }
}
