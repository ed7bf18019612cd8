package dev.ringback.server.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.SystemEvents;
import dev.ringback.server.functions.sdk.OwnEndpoint;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Routes of apps, as the events of their requests tell them. */
final class OwnEndpointTest {

    private static OwnEndpoint.Read read(Map<String, String> more) {
        Map<String, CanonicalJson> data = new HashMap<>();
        Map.of("domain", "http://app:3000", "path", "/orders", "method", "GET")
                .forEach((name, value) -> data.put(name, CanonicalJson.of(value)));
        more.forEach((name, value) -> data.put(name, CanonicalJson.of(value)));
        return OwnEndpoint.read(
                new FunctionEvent(
                        "i",
                        SystemEvents.REQUESTED,
                        Optional.empty(),
                        CanonicalJson.object(data),
                        Optional.empty(),
                        Instant.EPOCH,
                        Optional.empty(),
                        Optional.empty()));
    }

    private static OwnEndpoint good(Map<String, String> more) {
        return ((OwnEndpoint.Read.Good) read(more)).endpoint();
    }

    @ParameterizedTest
    @CsvSource({
        "/orders, get-orders",
        "/orders/4711, get-orders-_",
        "/v1/orders/3f2b9c1e-0b1a-4f57-9d3c-1a2b3c4d5e6f/items, get-v1-orders-_-items",
        "/users/01M8QA9X7FSHM6SAJWYSMGW3ZZ, get-users-_",
        "/, get-",
    })
    void requestsThatDifferInWhatTheyNameAreOfOneRoute(String path, String id) {
        OwnEndpoint endpoint = good(Map.of("path", path));

        assertThat(endpoint.app()).isEqualTo("endpoints-app-3000");
        assertThat(endpoint.slug()).isEqualTo("endpoints-app-3000-" + id);
        assertThat(endpoint.url()).isEqualTo("http://app:3000" + path);
    }

    @Test
    void whatTheAuthorCallsARouteGoesBeforeItsPath() {
        OwnEndpoint endpoint = good(Map.of("fn", "check out", "query_params", "a=1&b=2"));

        assertThat(endpoint.slug()).isEqualTo("endpoints-app-3000-check-out");
        assertThat(endpoint.name()).isEqualTo("check out");
        assertThat(endpoint.url()).isEqualTo("http://app:3000/orders?a=1&b=2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "nothing",
            textBlock =
                    """
                    POST | { "b": 1.50, "a": "é" } | {"a":"é","b":1.5}
                    PUT | "text" | text
                    POST | no json | no json
                    GET | {"a":1} | nothing
                    PATCH | {"a":1} | nothing
                    """)
    void whatIsSignedIsWhatTheSdkLooksAt(String method, String body, String signed) {
        assertThat(good(Map.of("method", method, "body", body)).signed())
                .isEqualTo(signed == null ? "" : signed);
    }

    @ParameterizedTest
    @CsvSource({
        "domain, ftp://app",
        "domain, http://user@app",
        "domain, http://app/path",
        "domain, nowhere",
        "path, orders",
        "path, /a b",
        "method, TRACE",
    })
    void whatCannotBeAskedIsRefusedByItsField(String field, String value) {
        assertThat(((OwnEndpoint.Read.Bad) read(Map.of(field, value))).why())
                .startsWith("event.data." + field)
                .contains(value);
    }
}
