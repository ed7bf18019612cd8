package dev.ringback.server.predictions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobEnd;
import dev.ringback.server.jobs.JobTimes;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.openai.Operation;
import dev.ringback.testkit.JsonValue;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictionTest {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final JobTimes COURSE =
            new JobTimes(
                    NOON, Optional.of(NOON.plusMillis(1)), Optional.empty(), NOON.plusMillis(78));

    private static Job job(String input) {
        return new Job(
                "3fa85f64-5717-4562-b3fc-2c963f66afa6",
                ProjectId.DEFAULT,
                PredictionShape.NAME,
                Operation.CHAT,
                "acme/c,\"input\":ity",
                PredictionShape.detail("https://a/v1/predictions/3fa", 3, Optional.empty(), false),
                Payload.of(input),
                NOON,
                7,
                100);
    }

    private static Prediction answered(String choices) {
        Payload body = Payload.of("{\"choices\":" + choices + "}");
        return Prediction.ended(
                job("1"),
                new JobEnd.Success(ModelAnswer.read(Operation.CHAT, body).orElseThrow()),
                COURSE);
    }

    @Test
    void theInputStandsInItAsItCame() {
        Prediction pending = Prediction.pending(job("{ \"a\":1.0}"));

        assertThat(pending.json().text())
                .isEqualTo(
                        "{\"id\":\"3fa85f64-5717-4562-b3fc-2c963f66afa6\","
                                + "\"url\":\"https://a/v1/predictions/3fa\","
                                + "\"created_at\":\"2026-01-31T12:00:00.000000Z\","
                                + "\"updated_at\":\"2026-01-31T12:00:00.000000Z\","
                                + "\"status\":\"pending\",\"setup_time\":null,"
                                + "\"execution_time\":null,\"model\":{\"owner\":\"acme\","
                                + "\"name\":\"c,\\\"input\\\":ity\",\"version_number\":3},\"input\":{"
                                + " \"a\":1.0},\"output\":null,\"error\":null,"
                                + "\"logs\":null,\"setup_logs\":null,\"metrics\":null,\"stream\":false}");
        assertThat(pending.json().text().substring(pending.inputAt())).startsWith("{ \"a\":1.0},");
    }

    @Test
    void listsShowWhatStandsBeforeTheInput() {
        Payload whole = Prediction.pending(job("{\"x\":{},\"input\":1}")).json();

        assertThat(Prediction.reduced(whole).text())
                .startsWith("{\"id\":")
                .endsWith("\"name\":\"c,\\\"input\\\":ity\",\"version_number\":3}}");
    }

    @Test
    void itSaysHowLongTheModelServerTook() {
        String text = answered("[{\"message\":{\"content\":\"x\"}}]").json().text();

        assertThat(JsonValue.read(text).at("execution_time").text()).contains("PT0.077S");
        assertThat(JsonValue.read(text).at("updated_at").text())
                .contains("2026-01-31T12:00:00.078000Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    [{'message':{'content':'a'}}]                              | 'a'
                    [{'message':{'content':''}}]                               | ''
                    [{'message':{'content':'a'}},{'message':{'content':'b'}}]  | ['a','b']
                    [{'message':{'content':null,'tool_calls':[1]}}]            | {'content':null,'tool_calls':[1]}
                    """)
    void theOutputIsWhatTheModelSaid(String choices, String output) {
        assertThat(answered(choices.replace('\'', '"')).json().text())
                .contains(",\"output\":" + output.replace('\'', '"') + ",\"error\":null");
    }

    @ParameterizedTest
    @CsvSource({"internal_error, internal", "upstream_failed, external", "invalid_input, external"})
    void aFailureSaysWhoseItIs(String code, String source) {
        var failed = Prediction.ended(job("1"), new JobEnd.Failed(code, "it broke"), COURSE);

        assertThat(failed.status()).isEqualTo(PredictionStatus.FAILED);
        assertThat(failed.json().text())
                .contains(
                        "\"error\":{\"source\":\"%s\",\"message\":\"it broke\",\"detail\":{\"code\":\"%s\"}}"
                                .formatted(source, code));
    }
}
