package dev.ringback.net.wire;

import static dev.ringback.net.wire.Fixture.LONG;
import static dev.ringback.net.wire.Fixture.answered;
import static dev.ringback.net.wire.Fixture.faulted;
import static dev.ringback.net.wire.Fixture.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeTest {

    private final HttpWire wire = Fixture.wire();

    @AfterEach
    void closeWire() {
        wire.close();
    }

    @Test
    void theBytesGivenAreTheBytesSent() {
        byte[] odd = new byte[70_000];
        for (int i = 0; i < odd.length; i++) {
            odd[i] = (byte) (i * 31);
        }
        for (byte[] body : List.of(odd, new byte[0], new byte[] {(byte) 0xc3, 0, 13, 10})) {
            assertThat(sent(post(URI.create("http://x.test/"), Payload.of(body))).body())
                    .isEqualTo(Payload.of(body));
        }
    }

    @Test
    void theRequestCarriesWhatItShould() {
        Received received = sent(post(URI.create("http://x.test/a%20b?q=%2F"), Payload.of("hi")));

        assertThat(received.method()).isEqualTo("POST");
        assertThat(received.path()).isEqualTo("/a%20b?q=%2F");
        assertThat(received.header("Content-Length")).hasValue("2");
        assertThat(received.header("Accept-Encoding")).hasValue("identity");
        assertThat(received.header("Host").orElseThrow()).startsWith("x.test:");
        assertThat(received.header("Connection")).isEmpty();
    }

    @Test
    void anEmptyPostHasALengthAndAGetHasNone() {
        URI url = URI.create("http://x.test");

        assertThat(sent(post(url, Payload.EMPTY)).header("Content-Length")).hasValue("0");
        Received got = sent(Fixture.request("GET", url, Payload.EMPTY, LONG, 10));
        assertThat(got.header("Content-Length")).isEmpty();
        assertThat(got.path()).isEqualTo("/");
    }

    @Test
    void aHeaderInAnotherScriptCannotBecomeALineBreak() {
        Request request =
                with(new Header("X-Name", "\u010a\u010dX-Evil: 1"), URI.create("http://x.test/"));

        Received received = sent(request);

        assertThat(received.header("X-Evil")).isEmpty();
        assertThat(received.header("X-Name").orElseThrow().getBytes(StandardCharsets.UTF_8))
                .isEqualTo("\u010a\u010dX-Evil: 1".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "a:b",
                "ä",
                "host",
                "CONTENT-length",
                "Transfer-Encoding",
                "connection"
            })
    void aHeaderNameThatIsNoTokenOrNotTheCallersIsABug(String name) {
        assertThatThrownBy(
                        () -> wire.send(with(new Header(name, "x"), URI.create("http://x.test/"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-B: b", "a\nb", "a\u0000", "a\u007f"})
    void aHeaderValueThatCouldBeginSomethingElseIsABug(String value) {
        assertThatThrownBy(() ->
                        wire.send(with(new Header("X-A", value), URI.create("http://x.test/"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMethodThatIsNoTokenIsABug() {
        Request request =
                Fixture.request(
                        "GET / HTTP/1.1\r\nX: ",
                        URI.create("http://x.test/"),
                        Payload.EMPTY,
                        LONG,
                        1);

        assertThatThrownBy(() -> wire.send(request)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aChunkedBodyIsPutTogether() {
        Behaviour chunked =
                new Behaviour.Chunked(
                        201,
                        List.of(new Header("X-A", "b")),
                        List.of("one", "two", "x".repeat(9_000)));

        Reply.Answered answer = answer(chunked, 65_536);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body().text()).isEqualTo("onetwo" + "x".repeat(9_000));
        assertThat(answer.truncated()).isFalse();
        assertThat(Header.first(answer.headers(), "x-a")).hasValue("b");
    }

    @Test
    void aBodyOfExactlyTheCapIsCompleteAndOneByteMoreIsNot() {
        for (Behaviour exact :
                List.of(
                        Behaviour.Answer.of(200, "12345"),
                        new Behaviour.Chunked(200, List.of(), List.of("123", "45")),
                        Behaviour.Raw.of("HTTP/1.0 200 OK\r\n\r\n12345"))) {
            assertThat(answer(exact, 5).truncated()).isFalse();
            assertThat(answer(exact, 5).body().text()).isEqualTo("12345");
            assertThat(answer(exact, 4).truncated()).isTrue();
            assertThat(answer(exact, 4).body().text()).isEqualTo("1234");
            assertThat(answer(exact, 0).truncated()).isTrue();
            assertThat(answer(exact, 0).body().size()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",
                "HTTP/1.1 304\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0;a=b\r\nTrailer: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nEmpty:\r\nX: \t y \t\r\ncontent-length: 0\r\n\r\n",
                "HTTP/1.2 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\n folded behind nothing\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA : b\r\nContent-Length : 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 0, 0,0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length:3\r\nTransfer-Encoding:chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n"
            })
    void unusualAnswersAreStillAnswers(String text) {
        assertThat(answer(Behaviour.Raw.of(text), 100).body().size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/2 200 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 099 OK\r\n\r\n",
                "HTTP/1.1 600 OK\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                "ICY 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: empty\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\u0000c\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\rC: d\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n"
            })
    void malformedAnswersAreRefused(String text) {
        assertThat(fault(Behaviour.Raw.of(text))).isEqualTo(WireFault.MALFORMED_RESPONSE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A: one\r\n two\r\n\t three \r\n",
                "A: one two three\r\n",
                "A:\r\n one\r\n  \r\n\ttwo three\r\n",
                "A: one two\n three\n"
            })
    void aFoldedHeaderIsReadWithBlanks(String lines) {
        Behaviour behaviour =
                Behaviour.Raw.of("HTTP/1.1 200 OK\r\n" + lines + "Content-Length: 0\r\n\r\n");

        assertThat(Header.first(answer(behaviour, 0).headers(), "a").orElseThrow())
                .satisfies(value ->
                        assertThat(value.replaceAll(" +", " ")).isEqualTo("one two three"));
    }

    @Test
    void aHeadIsBoundedInBytesAndLines() {
        String start = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n";
        int most = WireOptions.DEFAULT.headBytes();
        String wide = start + "A: " + "x".repeat(most - start.length() - 7) + "\r\n\r\n";
        String many = start + "A: b\r\n".repeat(WireOptions.DEFAULT.headerCount() - 1);

        assertThat(answer(Behaviour.Raw.of(wide), 0).headers()).hasSize(2);
        assertThat(fault(Behaviour.Raw.of(wide.replace("A: ", "A: x"))))
                .isEqualTo(WireFault.MALFORMED_RESPONSE);
        assertThat(answer(Behaviour.Raw.of(many + "\r\n"), 0).headers()).hasSize(200);
        assertThat(fault(Behaviour.Raw.of(many + "A: b\r\n\r\n")))
                .isEqualTo(WireFault.MALFORMED_RESPONSE);
        assertThat(fault(Behaviour.Raw.of("HTTP/1.1 100 Continue\r\n\r\n".repeat(20))))
                .isEqualTo(WireFault.MALFORMED_RESPONSE);
    }

    @Test
    void theTimingSplitsThePhases() {
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK);
                HttpWire passing = Fixture.wire(Fixture.PASSING)) {
            Timing timing = answered(passing.send(post(receiver.url("/"), LONG))).timing();

            assertThat(timing.connectMicros()).isPositive();
            assertThat(timing.tlsMicros()).isZero();
            assertThat(timing.firstByteMicros())
                    .isBetween(timing.connectMicros(), timing.totalMicros());
        }
    }

    private Reply.Answered answer(Behaviour behaviour, int cap) {
        try (RudeReceiver receiver = RudeReceiver.start(behaviour)) {
            return answered(wire.send(Fixture.capped(receiver.url("/"), cap)));
        }
    }

    private WireFault fault(Behaviour behaviour) {
        try (RudeReceiver receiver = RudeReceiver.start(behaviour)) {
            return faulted(wire.send(post(receiver.url("/"), LONG))).fault();
        }
    }

    /** Sends the request to a receiver of its own, whose port replaces the URL's. */
    private Received sent(Request request) {
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK)) {
            String url = request.url().toString().replace("x.test", "x.test:" + receiver.port());
            answered(
                    wire.send(
                            new Request(
                                    request.method(),
                                    URI.create(url),
                                    request.headers(),
                                    request.body(),
                                    request.deadline(),
                                    request.responseCap())));
            return receiver.await(1).getFirst();
        }
    }

    private static Request with(Header header, URI url) {
        return new Request("POST", url, List.of(header), Payload.of("x"), LONG, 100);
    }
}
