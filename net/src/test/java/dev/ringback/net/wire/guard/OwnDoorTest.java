package dev.ringback.net.wire.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnDoorTest {

    private static final int PORT = 8288;

    private final OwnDoor door = new OwnDoor(Optional.of("https://hooks.example"));
    private final AddressGuard guard = AddressGuard.allowingPrivate().besides(door);
    private final UrlRule rule = new UrlRule(guard, true);

    private boolean isTaken(String url) {
        return rule.check(url) instanceof UrlCheck.Valid;
    }

    private boolean isDialled(String address, int port) {
        return guard.refusal(InetAddress.ofLiteral(address), port).isEmpty();
    }

    private void listensOn(String address) {
        door.opened(new InetSocketAddress(InetAddress.ofLiteral(address), PORT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:8288/api/v1/events",
                "http://localhost:8288/hook",
                "http://me.LOCALHOST:8288/",
                "http://2130706433:8288/",
                "http://0x7f.1:8288/x",
                "https://127.0.0.1:8288/x"
            })
    void whatIsPlainlyTheOwnAddressIsNoReceiver(String url) {
        assertThat(isTaken(url)).isTrue();
        listensOn("127.0.0.1");

        assertThat(rule.check(url))
                .isEqualTo(
                        new UrlCheck.Invalid("the host is not allowed: the server's own address"));
    }

    @Test
    void whoListensEverywhereIsReachedAtEachOfItsAddresses() {
        listensOn("0.0.0.0");

        assertThat(isDialled("127.0.0.1", PORT)).isFalse();
        assertThat(isDialled("127.1.2.3", PORT)).isFalse();
        assertThat(isDialled("::1", PORT)).isFalse();
        assertThat(isTaken("http://[::1]:8288/x")).isFalse();
        assertThat(isDialled("93.184.216.34", PORT)).isTrue();
    }

    @Test
    void otherPortsAndAddressesAreOthers() {
        listensOn("127.0.0.1");

        assertThat(isDialled("127.0.0.1", PORT)).isFalse();
        assertThat(isDialled("127.0.0.1", PORT + 1)).isTrue();
        assertThat(isDialled("10.0.0.7", PORT)).isTrue();
        assertThat(isTaken("http://localhost/hook")).isTrue();
        assertThat(isTaken("http://receiver:8288/hook")).isTrue();
    }

    @Test
    void behindAProxyItsOwnPathsAreItsOwnAndOthersAreNot() {
        assertThat(isTaken("https://hooks.example/api/v1/events")).isFalse();
        assertThat(isTaken("https://HOOKS.example/e/key?x=1")).isFalse();
        assertThat(isTaken("https://hooks.example/in/token")).isFalse();
        assertThat(isTaken("https://hooks.example/v1/predictions")).isFalse();
        assertThat(isTaken("https://hooks.example/shop/hook")).isTrue();
        assertThat(isTaken("https://hooks.example.net/api/v1/events")).isTrue();
    }
}
