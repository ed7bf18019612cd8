package dev.ringback.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.access.Scope;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterRoutesTest {

    private static final String TRY = "/api/v1/filters/try";
    private static final String EVENT =
            "{\"type\":\"order.paid\",\"data\":{\"price\":60,\"qty\":2.5,\"list\":[1,2,3]}}";
    private static final String ENDLESS =
            "[1,2,3,4,5,6,7,8,9,10].all(a, ".repeat(6) + "true" + ")".repeat(6);

    private static String body(String filter) {
        return "{\"filter\":\"" + filter + "\",\"event\":" + EVENT + "}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    data.price * data.qty > 100                 | true
                    data.price * data.qty > 200                 | false
                    type == 'order.paid' && id == 'tried'       | true
                    subject == ''                               | true
                    """)
    void aFilterSaysWhetherAnEventPasses(String filter, boolean matches) {
        try (var rig = new ApiRig()) {
            var answer = rig.post(TRY, body(filter));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().path("matches").booleanValue()).isEqualTo(matches);
            assertThat(answer.text("outcome")).isEqualTo(matches ? "match" : "no_match");
            assertThat(answer.json().has("error")).isFalse();
        }
    }

    @Test
    void whatIsNoAnswerIsToldWithItsPlace() {
        try (var rig = new ApiRig()) {
            var failed = rig.post(TRY, body("type == 'x' ||\\n data.weight > 3"));

            assertThat(failed.status()).isEqualTo(200);
            assertThat(failed.json().path("matches").booleanValue()).isFalse();
            assertThat(failed.text("outcome")).isEqualTo("failed");
            assertThat(failed.json().path("error").toString())
                    .isEqualTo(
                            "{\"message\":\"line 2, column 6: there is no 'weight'\","
                                    + "\"line\":2,\"column\":6}");

            var spent = rig.post(TRY, body(ENDLESS));

            assertThat(spent.text("outcome")).isEqualTo("ran_out");
            assertThat(spent.json().at("/error/message").stringValue())
                    .contains("needs more than 50000 steps");
        }
    }

    @Test
    void aFilterThatIsNoneIsRefusedAsWhenItIsSet() {
        try (var rig = new ApiRig()) {
            var refused = rig.post(TRY, body("data.price + 1"));

            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.faultyFields()).containsExactly("filter");
            assertThat(refused.text("detail"))
                    .isEqualTo(
                            "filter line 1, column 12: is never true or false, whatever the event"
                                    + " is");
            String endpoint = "{\"url\":\"https://a.example\",\"filter\":\"data.price + 1\"}";
            assertThat(rig.post("/api/v1/endpoints", endpoint).text("detail"))
                    .isEqualTo(refused.text("detail"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                                           | filter
                    {"filter":"true"}                            | event
                    {"filter":null,"event":null}                 | filter
                    {"filter":7,"event":{}}                      | filter
                    {"filter":"true","event":7}                  | event
                    {"filter":"true","event":[{"type":"a","data":1}]} | event
                    {"filter":"true","event":"{}"}               | event
                    {"filter":"true","event":{"type":"a"}}       | event.data
                    {"filter":"true","event":{"data":1}}         | event.type
                    {"filter":"true","event":{"type":"a","data":1,"n":2}} | event.n
                    {"filter":"true","event":{"type":"a","data":1},"n":2} | n
                    """)
    void aBadQuestionIsRefusedByField(String body, String field) {
        try (var rig = new ApiRig()) {
            var refused = rig.post(TRY, body);

            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.faultyFields()).contains(field);
        }
    }

    @Test
    void whoeverMayLookMayTry() {
        try (var rig = new ApiRig()) {
            for (Scope scope : Scope.values()) {
                String key = rig.key(ProjectId.DEFAULT, scope);
                assertThat(rig.call("POST", TRY, key, body("true")).status())
                        .as(scope.word())
                        .isEqualTo(scope == Scope.INGEST ? 403 : 200);
            }
        }
    }

    @Test
    void anEventShowsWhichFiltersCameToNoAnswer() {
        try (var rig = new ApiRig()) {
            String failing = rig.endpoint(",\"filter\":\"data.weight > 3\"");
            String dear = rig.endpoint(",\"filter\":\"" + ENDLESS + "\"");
            rig.endpoint(",\"filter\":\"data.price > 100\"");
            rig.endpoint(",\"filter\":\"data.price == 60\"");
            rig.endpoint(",\"filter\":\"data.weight > 3\",\"event_types\":[\"other\"]");
            rig.post("/api/v1/events", EVENT.replace("{\"type\"", "{\"id\":\"o-1\",\"type\""));

            var shown = rig.get("/api/v1/events/o-1").json().path("filters");

            assertThat(shown.path("state").stringValue()).isEqualTo("asked");
            assertThat(shown.path("complete").booleanValue()).isTrue();
            Map<String, String> troubles = new HashMap<>();
            shown.path("troubles")
                    .forEach(each ->
                            troubles.put(
                                    each.path("endpoint_id").stringValue(),
                                    each.path("outcome").stringValue()
                                            + " at "
                                            + each.path("reason").stringValue()));
            assertThat(troubles).hasSize(2);
            assertThat(troubles.get(failing))
                    .isEqualTo("failed at line 1, column 5: there is no 'weight'");
            assertThat(troubles.get(dear))
                    .startsWith("ran_out at line 1, column ")
                    .endsWith("needs more than 50000 steps");
        }
    }

    @Test
    void anEventThatNoFilterIsAskedAboutSaysNothingOfFilters() {
        try (var rig = new ApiRig()) {
            rig.endpoint("");
            String id = rig.event("a.b");

            assertThat(rig.get("/api/v1/events/" + id).json().has("filters")).isFalse();
        }
    }
}
