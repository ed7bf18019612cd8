package dev.ringback.net.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Problem;
import dev.ringback.net.http.Refusal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialectsTest {

    private static final Dialects DIALECTS =
            new Dialects(
                    Map.of(
                            "/v1/", words("one"),
                            "/v1/b", words("b"),
                            "/v1/models/{owner}/{name}/predictions", words("named"),
                            "/v2/{a}", words("ends")),
                    _ -> {});

    private static ErrorWords words(String name) {
        return _ -> new HttpResponse.Whole(400, List.of(), Payload.of(name));
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/a, one",
        "/v1/b, b",
        "/v1/bc/d, b",
        "/v1/models/o/n/predictions, named",
        "/v1/models/o/n/predictions/x, named",
        "/v1/models/o/n, one",
        "/v1/models/o/predictions, one",
        "/v1/models//n/predictions, one",
        "/v1/models/o/p/n/predictions, one",
        "/v2/x/y, ends"
    })
    void theLongestPrefixThatFitsChoosesTheWords(String path, String words) {
        HttpResponse answer = DIALECTS.answer(path, Refusal.of(400, "a", "b"));

        assertThat(answer)
                .isInstanceOfSatisfying(
                        HttpResponse.Whole.class,
                        whole -> assertThat(whole.body().text()).isEqualTo(words));
    }

    @ParameterizedTest
    @CsvSource({"/", "/v1", "/v2/", "/x/v1/"})
    void whereNoneFitsProblemDetailsAreAnswered(String path) {
        assertThat(DIALECTS.answer(path, Refusal.of(400, "a", "b")).headers())
                .anyMatch(header -> header.value().equals(Problem.MEDIA_TYPE));
    }
}
