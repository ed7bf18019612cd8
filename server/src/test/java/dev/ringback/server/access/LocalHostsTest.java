package dev.ringback.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LocalHostsTest {

    private final LocalHosts hosts = new LocalHosts();

    @Test
    void theMachineKnowsItsOwnNamesOnAnyPort() {
        for (String host :
                List.of(
                        "localhost",
                        "127.0.0.1",
                        "[::1]",
                        "LOCALHOST",
                        "host.docker.internal",
                        "host.containers.internal")) {
            assertThat(hosts.test(host)).as(host).isTrue();
            assertThat(hosts.test(host + ":8288")).as(host).isTrue();
        }
    }

    @Test
    void noOtherNameIsOne() {
        for (String host :
                List.of(
                        "",
                        "evil.example",
                        "host.evil.internal",
                        "a.host.docker.internal",
                        "localhost.evil.example",
                        "127.0.0.1.nip.io:8288",
                        "evil.example:8288",
                        "localhost:",
                        "localhost:8288:1",
                        "user@localhost",
                        "0.0.0.0:8288")) {
            assertThat(hosts.test(host)).as(host).isFalse();
        }
    }
}
