package dev.ringback.server.predictions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class PredictionListTest {

    private static final String PATH = "/v1/predictions";
    private static final String PARAMS = "{\"input\":{\"prompt\":\"a ,\\\"input\\\": b\"}}";
    private static final int COUNT = 12;

    /** The newest first. */
    private static final List<String> MADE = new ArrayList<>();

    @RegisterExtension private static final Site SITE = Site.open();

    private final WriftClient client = SITE.client();

    @BeforeAll
    static void makesSome() {
        for (int i = 0; i < COUNT; i++) {
            MADE.addFirst(SITE.client().create("demo/echo:7", PARAMS).expect(202).id());
        }
        MADE.forEach(id -> SITE.client().await(id));
    }

    private JsonNode page(String query) {
        return client.fetch(PATH + query).expect(200).json();
    }

    private static List<String> ids(JsonNode page) {
        return page.path("items").valueStream().map(item -> item.path("id").stringValue()).toList();
    }

    private JsonNode turned(JsonNode page, String way, int size) {
        String cursor = page.path(way + "_cursor").stringValue();
        JsonNode turned = page("?page_size=%d&cursor=%s".formatted(size, cursor));
        return turned;
    }

    @Test
    void pagesAreTurnedBothWays() {
        JsonNode first = page("?page_size=5");
        JsonNode second = turned(first, "next", 5);
        JsonNode third = turned(second, "next", 5);

        assertThat(ids(first)).isEqualTo(MADE.subList(0, 5));
        assertThat(ids(second)).isEqualTo(MADE.subList(5, 10));
        assertThat(ids(third)).isEqualTo(MADE.subList(10, 12));
        assertThat(first.path("previous_cursor").isNull()).isTrue();
        assertThat(third.path("next_cursor").isNull()).isTrue();
        assertThat(turned(third, "previous", 5)).isEqualTo(second);
        assertThat(turned(second, "previous", 5)).isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({
        "wriftai-python/0.20.0, true",
        "wriftai-python/0.30.9, true",
        "wriftai-python/0.31.0, false",
        "wriftai-python/1.0.0, false",
        "python-httpx/0.30.0, false",
        "'x wriftai-python/0.29 y', true"
    })
    void clientsThatHaveToHaveTheUrlsOfNeighboursGetThemAndNobodyElse(String agent, boolean urls) {
        JsonNode page =
                client.fetch(PATH + "?page_size=5", Map.of("User-Agent", agent)).expect(200).json();
        assertThat(page.has("next_url")).isEqualTo(urls);
        assertThat(page.has("previous_url")).isEqualTo(urls);
        if (urls) {
            String url = page.path("next_url").stringValue();
            assertThat(url).startsWith(SITE.uri() + PATH + "?");
            assertThat(ids(client.fetch(url.substring(SITE.uri().toString().length())).json()))
                    .isEqualTo(MADE.subList(5, 10));
        }
    }

    @Test
    void aListOfSomeStatusesHasThoseOnly() {
        assertThat(ids(page("?statuses=failed"))).isEmpty();
        assertThat(ids(page("?statuses=starting&statuses=abandoned"))).isEmpty();
        assertThat(ids(page("?statuses=failed&statuses=succeeded"))).isEqualTo(MADE);
        JsonNode first = page("?statuses=succeeded&page_size=5");
        assertThat(ids(first)).isEqualTo(MADE.subList(0, 5));
        String cursor = first.path("next_cursor").stringValue();
        JsonNode second = page("?statuses=succeeded&page_size=5&cursor=" + cursor);
        assertThat(ids(second)).isEqualTo(MADE.subList(5, 10));
        String back = second.path("previous_cursor").stringValue();
        assertThat(ids(page("?statuses=succeeded&page_size=5&cursor=" + back)))
                .isEqualTo(MADE.subList(0, 5));
    }

    @Test
    void withoutASizeAPageHasTwentyFive() {
        JsonNode page = page("");

        assertThat(ids(page)).isEqualTo(MADE);
        assertThat(page.propertyNames()).containsExactly("items", "next_cursor", "previous_cursor");
    }

    @Test
    void whatWentInAndWhatCameOutAreLeftOut() {
        JsonNode item = page("").path("items").path(0);
        JsonNode whole = client.get(MADE.getFirst()).json();

        assertThat(item.propertyNames())
                .containsExactly(
                        "id",
                        "url",
                        "created_at",
                        "updated_at",
                        "status",
                        "setup_time",
                        "execution_time",
                        "model");
        item.properties()
                .forEach(member ->
                        assertThat(member.getValue()).isEqualTo(whole.path(member.getKey())));
        assertThat(whole.path("output").stringValue()).isEqualTo("a ,\"input\": b");
    }

    @ParameterizedTest
    @CsvSource({
        "page_size=4, page_size",
        "page_size=51, page_size",
        "page_size=x, page_size",
        "statuses=done, statuses",
        "statuses=failed&statuses=Failed, statuses",
        "cursor=x, cursor",
        "cursor=!, cursor",
        "cursor=bjAwMDAwMDAwMDAwMC0, cursor"
    })
    void aQueryThatIsWrongIsRefusedByName(String query, String field) {
        JsonNode detail = client.fetch(PATH + "?" + query).expect(422).json().path("detail");

        assertThat(detail.path(0).path("loc").toString())
                .isEqualTo("[\"query\",\"%s\"]".formatted(field));
    }
}
