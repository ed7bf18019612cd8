package dev.ringback.server.predictions;

import dev.ringback.kernel.model.Header;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.openai.OpenAiError;
import java.util.ArrayList;
import java.util.List;

/**
 * Words errors as WriftAI does, which is as FastAPI does: 422 names each field that is wrong, and
 * all others say in one sentence what is.
 */
final class PredictionErrors {

    static final ErrorWords WORDS =
            refusal ->
                    plain(
                            refusal.status() == 405 ? 404 : refusal.status(),
                            refusal.detail(),
                            refusal.headers());

    /** A parameter of the query that means nothing. */
    static final Route.Unknown UNKNOWN = OpenAiError.unknownParameter(WORDS);

    private static final String DETAIL = "detail";

    private PredictionErrors() {}

    /** One sentence. */
    static HttpResponse.Whole plain(int status, String sentence) {
        return plain(status, sentence, List.of());
    }

    private static HttpResponse.Whole plain(int status, String sentence, List<Header> more) {
        return answer(status, new JsonObject().put(DETAIL, sentence), more);
    }

    /** An error of the rooms below in these words. */
    static HttpResponse.Whole of(OpenAiError error) {
        return plain(error.status(), error.message(), error.response().headers());
    }

    /** 422 with all that is wrong; there is one at least. */
    static HttpResponse.Whole invalid(List<ValidationError> faults) {
        List<JsonObject> detail = faults.stream().map(ValidationError::json).toList();
        return answer(422, new JsonObject().put(DETAIL, detail), List.of());
    }

    private static HttpResponse.Whole answer(int status, JsonObject json, List<Header> more) {
        List<Header> headers = new ArrayList<>(more);
        headers.removeIf(header -> header.name().equalsIgnoreCase("Content-Type"));
        headers.add(new Header("Content-Type", "application/json"));
        return new HttpResponse.Whole(status, headers, json.payload());
    }
}
