package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without a setting that allows it, no endpoint lies on this machine or in its networks. */
class PrivateNetworkTest {

    private static final Ringback RINGBACK = Ringback.start(Map.of());

    private final Api api = RINGBACK.tenant().api();

    @AfterAll
    static void stop() {
        RINGBACK.close();
    }

    private static String endpoint(String url) {
        return Answer.JSON.createObjectNode().put("url", url).toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/hook",
                "https://127.0.0.1/hook",
                "https://127.1/",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0x7f.1/",
                "https://0177.0.0.1/",
                "https://0.0.0.0/",
                "https://10.0.0.1/",
                "https://172.16.0.1/",
                "https://192.168.1.1:8443/",
                "https://100.64.0.1/",
                "https://169.254.169.254/latest/meta-data/",
                "https://168.63.129.16/",
                "https://224.0.0.1/",
                "https://255.255.255.255/",
                "https://①②⑦.⓪.⓪.①/",
                "https://127。0。0。1/",
                "https://[::]/",
                "https://[::1]/",
                "https://[::127.0.0.1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:7f00:1]/",
                "https://[64:ff9b::127.0.0.1]/",
                "https://[64:ff9b:1::7f00:1]/",
                "https://[2002:7f00:1::]/",
                "https://[2001:0:7f00:1::]/",
                "https://[fd00::1]/",
                "https://[fe80::1]/",
                "https://[fe80::1%25eth0]/",
                "https://[fec0::1]/",
                "https://[ff02::1]/",
                "https://localhost/",
                "https://LOCALHOST./",
                "https://api.localhost/",
                "https://db/",
                "https://printer.local/",
                "https://metadata.google.internal/",
                "https://kubernetes.default.svc/",
                "https://host.docker.internal/",
                "https://user:password@example.com/",
                "https://example.com@127.0.0.1/",
                "https://127.0.0.1\\@example.com/",
                "https://example.com:22/",
                "https://example.com/#fragment",
                "https:///hook",
                "https:example.com",
                "file:///etc/passwd",
                "ftp://example.com/",
                "gopher://127.0.0.1:6379/_FLUSHALL",
                "//example.com/hook",
                "https://exa mple.com/",
                "https://example.com/\u0000",
                "https://example.com/\r\nX-Evil: 1"
            })
    void anUrlThatLeadsInwardsIsRefusedByName(String url) {
        Answer refused = api.post("/api/v1/endpoints", endpoint(url));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.faultyFields()).containsExactly("url");
        assertThat(refused.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
    }

    @Test
    void aPublicUrlIsTakenAndCannotBeTurnedInwardsLater() {
        Answer made = api.post("/api/v1/endpoints", endpoint("https://example.com/hook"));
        String path = "/api/v1/endpoints/" + made.expect(201).text("id");
        Answer refused = api.patch(path, endpoint("https://10.0.0.1/hook"));
        assertThat(refused.expect(422).faultyFields()).containsExactly("url");
        assertThat(api.get(path).text("url")).isEqualTo("https://example.com/hook");
    }

    @Test
    void aRefusalDoesNotTellAddresses() {
        Answer refused = api.post("/api/v1/endpoints", endpoint("https://localhost/"));
        assertThat(refused.body().text()).doesNotContain("127.0.0.1").doesNotContain("::1");
    }
}
