package dev.ringback.server.receiving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Room;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.Peer;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SendersTest {

    private static final Set<InetAddress> PROXIES =
            Set.of(InetAddress.ofLiteral("10.0.0.1"), InetAddress.ofLiteral("10.0.0.2"));

    private final Senders senders = new Senders(PROXIES::contains, Optional.empty());

    private static HttpRequest request(String from, Header... headers) {
        Peer peer =
                new Peer() {
                    @Override
                    public void whenGone(Runnable what) {
                        // Nobody leaves.
                    }

                    @Override
                    public Optional<InetAddress> address() {
                        return Optional.of(InetAddress.ofLiteral(from));
                    }
                };
        return new HttpRequest(
                "POST",
                "/",
                "/",
                Map.of(),
                List.of(),
                Arrays.asList(headers),
                Payload.EMPTY,
                peer,
                Room.TAKEN);
    }

    private static Header via(String hops) {
        return new Header("X-Forwarded-For", hops);
    }

    private String address(HttpRequest request) {
        return senders.address(request).orElseThrow().getHostAddress();
    }

    @Test
    void whoConnectsIsBelievedOnlyWhenItIsAProxy() {
        assertThat(address(request("1.2.3.4", via("5.6.7.8")))).isEqualTo("1.2.3.4");
        assertThat(address(request("10.0.0.1", via("5.6.7.8")))).isEqualTo("5.6.7.8");
        assertThat(address(request("10.0.0.1"))).isEqualTo("10.0.0.1");
    }

    @Test
    void theLastHopThatIsNoProxyCounts() {
        assertThat(address(request("10.0.0.1", via("9.9.9.9, 5.6.7.8, 10.0.0.2"))))
                .isEqualTo("5.6.7.8");
        assertThat(address(request("10.0.0.1", via("9.9.9.9"), via("5.6.7.8"))))
                .isEqualTo("5.6.7.8");
        assertThat(address(request("10.0.0.1", via("nonsense, 10.0.0.2")))).isEqualTo("10.0.0.2");
        assertThat(address(request("10.0.0.1", via("nonsense")))).isEqualTo("10.0.0.1");
    }

    @Test
    void theBaseIsWhatTheRequestSaysUnlessItIsSet() {
        HttpRequest plain = request("1.2.3.4", new Header("Host", "hooks.example:8443"));
        HttpRequest secure =
                request(
                        "1.2.3.4",
                        new Header("Host", "hooks.example"),
                        new Header("X-Forwarded-Proto", "https"));
        assertThat(senders.base(plain)).isEqualTo("http://hooks.example:8443");
        assertThat(senders.base(secure)).isEqualTo("https://hooks.example");
        assertThat(senders.base(request("1.2.3.4", new Header("Host", "no host/at all"))))
                .isEqualTo("http://localhost");
        var set = new Senders(PROXIES::contains, Optional.of("https://a.example/base"));
        assertThat(set.base(plain)).isEqualTo("https://a.example/base");
    }
}
