package dev.ringback.server.api;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whoever judges the answers of all other tests notices what is not as described. */
class DescribedAnswersTest {

    private static final String KEY = "{\"id\":\"a\",\"object\":\"response\",\"deleted\":true%s}";

    private static void check(String path, int status, String type, String body) {
        DescribedAnswers.check(
                "DELETE", path, status, Optional.of(type), body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anAnswerAsItIsDescribedIsRight() {
        assertThatCode(() ->
                        check(
                                "/v1/responses/a?x=1",
                                200,
                                "application/json; charset=utf-8",
                                KEY.formatted("")))
                .doesNotThrowAnyException();
    }

    @Test
    void aMemberThatNobodyDescribedIsNoticed() {
        assertThatThrownBy(() ->
                        check(
                                "/v1/responses/a",
                                200,
                                "application/json",
                                KEY.formatted(",\"more\":1")))
                .hasMessageContaining("/more");
    }

    @Test
    void aMemberThatIsMissingOrOfAnotherTypeIsNoticed() {
        assertThatThrownBy(() -> check("/v1/responses/a", 200, "application/json", "{}"))
                .hasMessageContaining("deleted");
        assertThatThrownBy(() ->
                        check(
                                "/v1/responses/a",
                                200,
                                "application/json",
                                KEY.formatted("").replace("true", "\"yes\"")))
                .hasMessageContaining("/deleted");
    }

    @Test
    void aStatusOrAContentThatNobodyDescribedIsNoticed() {
        assertThatThrownBy(() -> check("/v1/responses/a", 418, "application/json", "{}"))
                .hasMessageContaining("no such status");
        assertThatThrownBy(() -> check("/v1/responses/a", 200, "text/html", "<p>"))
                .hasMessageContaining("text/html");
        assertThatThrownBy(() -> check("/api/v1/keys/a", 204, "application/json", "{}"))
                .hasMessageContaining("no content");
    }

    @Test
    void whatIsNotThereIsNobodysBusiness() {
        assertThatCode(() -> check("/v1/assistants/a", 418, "text/html", "<p>"))
                .doesNotThrowAnyException();
    }
}
