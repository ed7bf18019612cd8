package dev.ringback.net.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import org.junit.jupiter.api.Test;

class EmbeddedTest {

    private static final Payload VALUE = Payload.of("{ \"n\": 1.50 }");
    private static final JsonObject OTHERS = new JsonObject().put("a", 1);

    private static void assertPlace(Embedded embedded) {
        byte[] bytes = embedded.json().bytes();
        assertThat(Payload.of(bytes).text().substring(embedded.at())).startsWith(VALUE.text());
        assertThat(JsonTree.readObject(embedded.json())).isPresent();
    }

    @Test
    void aValueStandsBetweenOthersByteForByte() {
        Embedded embedded = Embedded.of(OTHERS, "v", VALUE, new JsonObject().put("b", 2));

        assertThat(embedded.json().text()).isEqualTo("{\"a\":1,\"v\":{ \"n\": 1.50 },\"b\":2}");
        assertPlace(embedded);
    }

    @Test
    void aValueStandsBeforeAllOthers() {
        Embedded embedded = Embedded.first("v", VALUE, OTHERS);

        assertThat(embedded.json().text()).isEqualTo("{\"v\":{ \"n\": 1.50 },\"a\":1}");
        assertPlace(embedded);
    }

    @Test
    void aValueMayStandAlone() {
        Embedded embedded = Embedded.first("v", VALUE, new JsonObject());

        assertThat(embedded.json().text()).isEqualTo("{\"v\":{ \"n\": 1.50 }}");
        assertPlace(embedded);
    }
}
