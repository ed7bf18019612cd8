package dev.ringback.server.batches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.server.openai.Asked;
import dev.ringback.server.openai.Operation;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be asked for, and what is said of the rest. */
class BatchRequestTest {

    private static final Duration RETENTION = Duration.ofDays(14);

    private static Asked<BatchRequest> read(String json) {
        return BatchRequest.read(Payload.of(json.replace('\'', '"')));
    }

    private static BatchRequest valid(String json) {
        assertThat(read(json)).isInstanceOf(Asked.Valid.class);
        return ((Asked.Valid<BatchRequest>) read(json)).value();
    }

    @Test
    void onlyTheFileMustBeNamed() {
        BatchRequest request = valid("{'input_file_id':'f','metadata':null,'webhook_url':null}");
        assertThat(request.inputFile()).isEqualTo("f");
        assertThat(request.operation()).isEqualTo(Operation.CHAT);
        assertThat(request.window()).isEqualTo("24h");
        assertThat(request.duration(RETENTION)).isEqualTo(Duration.ofHours(24));
        assertThat(request.metadata()).isEmpty();
        assertThat(request.webhookUrl()).isEmpty();
    }

    @Test
    void itsFilesAreKeptForAsLongAsItSays() {
        String json =
                "{'input_file_id':'f','output_expires_after':"
                        + "{'anchor':'created_at','seconds':2592000}}";
        assertThat(valid(json).outputKept()).contains(Duration.ofDays(30));
        assertThat(valid("{'input_file_id':'f'}").outputKept()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions,CHAT",
        "/v1/completions,COMPLETIONS",
        "/v1/responses,RESPONSES",
        "/v1/embeddings,EMBEDDINGS"
    })
    void endpointsAreOpenAis(String endpoint, Operation operation) {
        assertThat(valid("{'input_file_id':'f','endpoint':'%s'}".formatted(endpoint)).operation())
                .isEqualTo(operation);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1s", "90m", "24h", "168h"})
    void windowsAreUpToSevenDays(String window) {
        BatchRequest request =
                valid("{'input_file_id':'f','completion_window':'%s'}".formatted(window));
        assertThat(request.window()).isEqualTo(window);
        assertThat(request.duration(RETENTION)).isLessThanOrEqualTo(BatchLimits.WINDOW);
    }

    @Test
    void noWindowIsLongerThanHalfOfTheRetention() {
        BatchRequest request = valid("{'input_file_id':'f','completion_window':'168h'}");
        assertThat(request.duration(RETENTION)).isEqualTo(Duration.ofDays(7));
        assertThat(request.duration(Duration.ofDays(3))).isEqualTo(Duration.ofHours(36));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "[]                                                | -",
                "{}                                                | input_file_id",
                "{'input_file_id':null}                            | input_file_id",
                "{'input_file_id':7}                               | input_file_id",
                "{'input_file_id':'f','endpoint':'/v1/images'}     | endpoint",
                "{'input_file_id':'f','endpoint':'chat/completions'}| endpoint",
                "{'input_file_id':'f','endpoint':7}                | endpoint",
                "{'input_file_id':'f','completion_window':'169h'}  | completion_window",
                "{'input_file_id':'f','completion_window':'0h'}    | completion_window",
                "{'input_file_id':'f','completion_window':'1d'}    | completion_window",
                "{'input_file_id':'f','completion_window':24}      | completion_window",
                "{'input_file_id':'f','webhook_url':7}             | webhook_url",
                "{'input_file_id':'f','metadata':[]}               | metadata",
                "{'input_file_id':'f','metadata':{'a':7}}          | metadata.a",
                "{'input_file_id':'f','output_expires_after':3600} | output_expires_after",
                "{'input_file_id':'f','output_expires_after':{}}   | output_expires_after.anchor",
                "{'input_file_id':'f','output_expires_after':{'anchor':'now','seconds':3600}}"
                        + " | output_expires_after.anchor",
                "{'input_file_id':'f','output_expires_after':{'anchor':'created_at'}}"
                        + " | output_expires_after.seconds",
                "{'input_file_id':'f','output_expires_after':"
                        + "{'anchor':'created_at','seconds':3599}} | output_expires_after.seconds",
                "{'input_file_id':'f','output_expires_after':"
                        + "{'anchor':'created_at','seconds':2592001}}"
                        + " | output_expires_after.seconds",
                "{'input_file_id':'f','output_expires_after':"
                        + "{'anchor':'created_at','seconds':'3600'}}"
                        + " | output_expires_after.seconds",
            })
    void whatIsWrongIsNamed(String json, String param) {
        assertThat(read(json))
                .isInstanceOfSatisfying(
                        Asked.Invalid.class,
                        invalid -> {
                            assertThat(invalid.error().status()).isEqualTo(400);
                            assertThat(invalid.error().param())
                                    .isEqualTo(Optional.ofNullable(param));
                        });
    }

    @Test
    void metadataIsBounded() {
        String fits = "{'input_file_id':'f','metadata':{'%s':'%s'}}";
        assertThat(read(fits.formatted("k".repeat(64), "v".repeat(512))))
                .isInstanceOf(Asked.Valid.class);
        assertThat(read(fits.formatted("k".repeat(65), "v"))).isInstanceOf(Asked.Invalid.class);
        assertThat(read(fits.formatted("k", "v".repeat(513)))).isInstanceOf(Asked.Invalid.class);
        var many = new StringBuilder("'0':''");
        for (int i = 1; i < 16; i++) {
            many.append(",'").append(i).append("':''");
        }
        String json = "{'input_file_id':'f','metadata':{%s}}";
        assertThat(read(json.formatted(many))).isInstanceOf(Asked.Valid.class);
        assertThat(read(json.formatted(many + ",'16':''"))).isInstanceOf(Asked.Invalid.class);
    }

    @Test
    void allThatIsWrongIsNamed() {
        String json = "{'endpoint':'x','completion_window':5,'webhook_url':[],'metadata':1}";
        var invalid = (Asked.Invalid<BatchRequest>) read(json);

        assertThat(invalid.error().param()).contains("input_file_id");
        assertThat(invalid.error().message())
                .startsWith("input_file_id is missing; endpoint must be one of")
                .contains("; completion_window must", "; webhook_url must", "; metadata must");
    }
}
