package dev.ringback.server.functions.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Room;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.Peer;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who needs no key of a server for development. */
final class KeylessTest {

    /** Somebody at an address. */
    private record At(InetAddress where) implements Peer {

        @Override
        public void whenGone(Runnable what) {}

        @Override
        public Optional<InetAddress> address() {
            return Optional.of(where);
        }
    }

    private static boolean mayAsk(String address, Header... headers) {
        return Keyless.mayAsk(
                new HttpRequest(
                        "GET",
                        "/dev",
                        "/dev",
                        Map.of(),
                        List.of(),
                        List.of(headers),
                        Payload.EMPTY,
                        new At(InetAddress.ofLiteral(address)),
                        Room.TAKEN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"})
    void programsOnTheSameMachineNeedNone(String address) {
        assertThat(mayAsk(address)).isTrue();
        assertThat(mayAsk(address, new Header("Host", "localhost:8288"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.168.0.7", "10.0.0.1", "172.17.0.1", "203.0.113.7", "fe80::1"})
    void whoConnectsFromElsewhereNeedsOneWhateverItSays(String address) {
        assertThat(mayAsk(address, new Header("Host", "localhost:8288"))).isFalse();
        assertThat(mayAsk(address, new Header("X-Forwarded-For", "127.0.0.1"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "Host, evil.example, false",
        "Host, 0.0.0.0:8288, false",
        "Host, host.docker.internal:8288, true",
        "Origin, https://evil.example, false",
        "Origin, null, false",
        "Origin, http://localhost:3000, true",
        "X-Forwarded-For, 203.0.113.7, false",
        "X-Forwarded-For, '203.0.113.7, 127.0.0.1', false",
        "X-Forwarded-For, unknown, false",
        "X-Forwarded-For, '::1, 127.0.0.1', true",
        "X-Real-IP, 203.0.113.7, false",
        "Forwarded, for=203.0.113.7, false",
    })
    void whatComesThroughABrowserOrAProxyIsLookedAt(String header, String value, boolean may) {
        assertThat(mayAsk("127.0.0.1", new Header(header, value))).isEqualTo(may);
    }

    @Test
    void whatCameByNoConnectionIsFromHere() {
        var request = new HttpRequest("GET", "/dev", Map.of(), List.of(), List.of(), Payload.EMPTY);
        assertThat(Keyless.mayAsk(request)).isTrue();
    }
}
