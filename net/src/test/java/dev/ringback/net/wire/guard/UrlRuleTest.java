package dev.ringback.net.wire.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlRuleTest {

    private final UrlRule strict = new UrlRule(AddressGuard.strict(), false);
    private final UrlRule open = new UrlRule(AddressGuard.allowingPrivate(), true);

    @ParameterizedTest
    @CsvSource({
        "https://hooks.example.com/a?b=c, https://hooks.example.com/a?b=c",
        "https://hooks.example.com, https://hooks.example.com",
        "https://hooks.example.com?x=1, https://hooks.example.com?x=1",
        "HTTPS://Hooks.Example.COM/Path, https://hooks.example.com/Path",
        "https://hooks.example.com./a, https://hooks.example.com./a",
        "https://8.8.8.8./a, https://8.8.8.8/a",
        "https://example.com:/a, https://example.com/a",
        "https://example.com:?a, https://example.com?a",
        "https://exa_mple.com/, https://exa_mple.com/",
        "https://_dmarc.Stack_Service.example:8443/, https://_dmarc.stack_service.example:8443/",
        "https://hooks.example.com:8443/a, https://hooks.example.com:8443/a",
        "https://8.8.8.8/, https://8.8.8.8/",
        "https://134744072/, https://8.8.8.8/",
        "https://0x08.8.2056/, https://8.8.8.8/",
        "https://[2606:4700::1111]/x, https://[2606:4700::1111]/x",
        "https://bücher.example/ä, https://xn--bcher-kva.example/%C3%A4",
        "https://example.com/a@b:c, https://example.com/a@b:c",
        "https://example.com/{id}?f={x}, https://example.com/%7Bid%7D?f=%7Bx%7D",
        "https://example.com/a|b^c`d, https://example.com/a%7Cb%5Ec%60d",
        "https://example.com/?q=\"x\"<y>, https://example.com/?q=%22x%22%3Cy%3E",
        "https://example.com/a[1]?b[]=2, https://example.com/a%5B1%5D?b[]=2",
        "https://example.com/100%?q=5%&r=%zz, https://example.com/100%25?q=5%25&r=%25zz",
        "https://example.com/%7Ea%2f%2F, https://example.com/%7Ea%2f%2F",
        "https://example.com/a/../b//c/., https://example.com/a/../b//c/.",
        "https://example.com/cafe\u0301, https://example.com/cafe%CC%81",
        "https://example.com/caf\u00e9, https://example.com/caf%C3%A9",
        "https://example.com/\ud83e\udd84?\u212a, https://example.com/%F0%9F%A6%84?%E2%84%AA",
        "https://xn--fa-hia.de/, https://xn--fa-hia.de/",
        "https://xn--3v8h.example/, https://xn--3v8h.example/",
        "https://M\u00dcNCHEN.example/, https://xn--mnchen-3ya.example/",
        "https://\u4f8b\u3048\uff0e\u30c6\u30b9\u30c8/, https://xn--r8jz45g.xn--zckzah/"
    })
    void normalisesWhatItAllows(String url, String normalised) {
        assertThat(strict.check(url)).isInstanceOf(UrlCheck.Valid.class);
        assertThat(((UrlCheck.Valid) strict.check(url)).url()).hasToString(normalised);
    }

    @ParameterizedTest
    @CsvSource({
        "rediss://Redis.Example.com:6379/2, rediss://redis.example.com:6379/2",
        "REDISS://redis.example.com, rediss://redis.example.com",
        "amqps://rabbit.example.com:5672/a%20b, amqps://rabbit.example.com:5672/a%20b",
        "https://hooks.example.com/a, https://hooks.example.com/a"
    })
    void aSchemeSaysWhatMayBeThere(String url, String normalised) {
        assertThat(strict.checkAny(url)).isInstanceOf(UrlCheck.Valid.class);
        assertThat(((UrlCheck.Valid) strict.checkAny(url)).url()).hasToString(normalised);
    }

    @ParameterizedTest
    @CsvSource({
        "redis://redis.example.com, must be rediss",
        "redisx://redis.example.com, neither rediss nor redis",
        "rediss://redis.example.com:5432, belongs to PostgreSQL",
        "rediss://10.0.0.1, not allowed",
        "rediss://u:p@redis.example.com, user name or password",
        "https://redis.example.com:6379, belongs to Redis",
        "amqp://queue.example.com, must be amqps",
        "amqps://queue.example.com:6379, belongs to Redis",
        "nats://queue.example.com, neither https nor http"
    })
    void whatMayNotBeThereIsRefusedWhateverTheScheme(String url, String why) {
        assertThat(strict.checkAny(url))
                .isInstanceOfSatisfying(
                        UrlCheck.Invalid.class,
                        invalid -> assertThat(invalid.reason()).contains(why));
    }

    @Test
    void onlyEndpointsMayBeQueues() {
        assertThat(open.check("redis://redis.example.com")).isInstanceOf(UrlCheck.Invalid.class);
        assertThat(open.checkAny("redis://redis.example.com")).isInstanceOf(UrlCheck.Valid.class);
    }

    @ParameterizedTest
    @CsvSource({
        "'', the URL is empty",
        "/relative, no scheme",
        "hooks.example.com/a, no scheme",
        "ftp://example.com/, neither https nor http",
        "javascript://example.com/, neither https nor http",
        "http://example.com/, must be https",
        "https:///a, no host",
        "https://:443/a, no host",
        "https://user@example.com/, user name",
        "https://user:word@example.com/, user name",
        "https://good.example@10.0.0.1/, user name",
        "https://example.com/#top, fragment",
        "https://example.com#@10.0.0.1/, fragment",
        "https://example.com/a b, white space",
        "https://example.com\\@10.0.0.1/, backslash",
        "https://example.com/%00, NUL",
        "https://example.com:0/, port",
        "https://example.com:65536/, port",
        "https://example.com:443x/, port",
        "https://example.com:22/, SSH",
        "https://example.com:25/, SMTP",
        "https://example.com:6379/, Redis",
        "https://example.com:11211/, memcached",
        "https://exa%6dple.com/, not a valid name",
        "https://a..example.com/, not a valid name",
        "https://-a.example.com/, not a valid name",
        "https://fa\u00df.de/hook, programs read differently",
        "https://FA\u00df.de/hook, programs read differently",
        "https://fa\u1e9e.de/, programs read differently",
        "https://\u03b2\u03cc\u03bb\u03bf\u03c2.example/, programs read differently",
        "https://\u04c0.example/, programs read differently",
        "https://\u10a0.example/, programs read differently",
        "https://\ud83e\udd84.example.com/, programs read differently",
        "https://a_-.example.com/, not a valid name",
        "https://localhost/, not allowed",
        "https://localhost./, not allowed",
        "https://redis/, not allowed",
        "https://metadata.google.internal/, not allowed",
        "https://127.0.0.1/, loopback",
        "https://127.1/, loopback",
        "https://2130706433/, loopback",
        "https://0x7f.1/, loopback",
        "https://0x7f000001/, loopback",
        "https://0177.0.0.1/, loopback",
        "https://127.0.0.1./, loopback",
        "https://１２７.０.０.１/, loopback",
        "https://10.0.0.1/, private",
        "https://169.254.169.254/latest/meta-data/, metadata",
        "https://1.2.3.4.5/, not a valid IPv4",
        "https://256.1.1.1/, not a valid IPv4",
        "https://4294967296/, not a valid IPv4",
        "https://08.8.8.8/, not a valid IPv4",
        "https://[::1]/, loopback",
        "https://[::ffff:10.0.0.1]/, IPv4 address inside",
        "https://[::ffff:8.8.8.8]/, IPv4 address inside",
        "https://[::10.0.0.1]/, IPv4 address inside",
        "https://[64:ff9b::a00:1]/, IPv4 address inside",
        "https://[fe80::1%25eth0]/, zone id",
        "https://[fe80::1%eth0]/, zone id",
        "https://[fd00:ec2::254]/, metadata",
        "https://[8.8.8.8]/, not a valid IPv6",
        "https://[::1/, not a valid IPv6",
        "https://[2606:4700::1111]x/, not a valid IPv6"
    })
    void refusesWithAReason(String url, String reason) {
        assertThat(strict.check(url)).isInstanceOf(UrlCheck.Invalid.class);
        assertThat(((UrlCheck.Invalid) strict.check(url)).reason()).contains(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/\r\nX: y",
                "https://example.com/\u0000",
                "https://example.com/\t",
                "https://exam\u00a0ple.com/",
                "https://exam\u200bple.com/",
                " https://example.com/"
            })
    void refusesCharactersThatCannotBeSeen(String url) {
        assertThat(strict.check(url)).isInstanceOf(UrlCheck.Invalid.class);
    }

    @Test
    void aUrlMayHave2048CharactersAndNoMore() {
        String start = "https://example.com/";
        String longest = start + "a".repeat(2_048 - start.length());

        assertThat(strict.check(longest)).isInstanceOf(UrlCheck.Valid.class);
        assertThat(strict.check(longest + "a")).isInstanceOf(UrlCheck.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:3000/hook",
                "http://127.0.0.1:3000/hook",
                "http://[::1]:3000/hook",
                "http://redis-webhooks:8080/",
                "http://my_service:9000/hook",
                "http://stack_service/",
                "https://app.internal/"
            })
    void privateNetworksAndHttpOpenBySetting(String url) {
        assertThat(open.check(url)).isInstanceOf(UrlCheck.Valid.class);
    }

    @Test
    void metadataStaysShutThen() {
        assertThat(open.check("http://169.254.169.254/")).isInstanceOf(UrlCheck.Invalid.class);
        assertThat(open.check("http://2852039166/")).isInstanceOf(UrlCheck.Invalid.class);
        assertThat(open.check("http://[::ffff:127.0.0.1]/")).isInstanceOf(UrlCheck.Invalid.class);
    }
}
