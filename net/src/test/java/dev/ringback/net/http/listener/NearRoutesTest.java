package dev.ringback.net.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearRoutesTest {

    private static final List<Route> ROUTES =
            Stream.of(
                            "/api/openapi.json",
                            "/api/v1/endpoints",
                            "/api/v1/endpoints/{id}",
                            "/api/v1/endpoints/{id}/pause",
                            "/v1/models/{rest*}")
                    .map(path ->
                            new Route("GET", path, 0, _ -> HttpResponse.json(200, Payload.EMPTY)))
                    .toList();

    private final NearRoutes near = new NearRoutes(ROUTES);

    @ParameterizedTest
    @CsvSource({
        "/api/v1/endpoint, /api/v1/endpoints",
        "/api/v1/endpoints/, /api/v1/endpoints",
        "//api/v1/endpoints, /api/v1/endpoints",
        "/api/v2/endpoints, /api/v1/endpoints",
        "/apu/v1/endpoints/x, /api/v1/endpoints/{id}",
        "/api/v1/Endpoints/x/pause, /api/v1/endpoints/{id}/pause",
        "/api/v1/endpoints/x/pauze, /api/v1/endpoints/{id}/pause"
    })
    void aPathWithOneWordMistypedIsToldWhichIsMeant(String asked, String meant) {
        assertThat(near.hint(asked)).isEqualTo(" Did you mean " + meant + "?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/docs", "/api", "/api/v1", "/apu/v2/endpoint", "/%zz", "/a/b/c/d/e"})
    void anyOtherPathIsToldWhereAllAreNamed(String asked) {
        assertThat(near.hint(asked)).isEqualTo(" What there is says /api/openapi.json.");
    }
}
