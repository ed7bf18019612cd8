package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** A server that stops closes its doors first, and ends what it has begun. */
class StoppingTest {

    private static final String CHAT = "{'model':'m','messages':[{'role':'user','content':'hi'}]}";

    /** A connection that is kept. */
    private static final class Line implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Line(Ringback ringback) throws IOException {
            socket =
                    new Socket(
                            InetAddress.getLoopbackAddress(), ringback.admin().server().getPort());
            in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
        }

        /** The status line of the answer to a request, whose body is read too. */
        String ask(String path) throws IOException {
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String status = String.valueOf(in.readLine());
            int length = 0;
            for (String line = in.readLine(); line != null && !line.isEmpty(); ) {
                if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(line.substring(15).strip());
                }
                line = in.readLine();
            }
            for (int i = 0; i < length; i++) {
                int _ = in.read();
            }
            return status;
        }

        /** Whether the server has closed it, waiting until it says something. */
        boolean isClosed() throws IOException {
            return in.read() < 0;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static boolean refuses(Ringback ringback) {
        try (var line = new Line(ringback)) {
            return line.ask("/health").equals("null");
        } catch (IOException refused) {
            return true;
        }
    }

    @Test
    void whileItStopsItLetsNobodyInAndAnswersWhatItHasBegun() throws Exception {
        var answered = new CountDownLatch(1);
        try (var stub = StubUpstream.start()) {
            stub.plays((asked, conversation) -> {
                Eventually.open("the answer may be given", answered);
                Script.completion("Paris").play(asked, conversation);
            });
            var ringback = Ringback.start(Map.of("upstream", List.of("stub=" + stub.baseUrl())));
            try (ringback;
                    var kept = new Line(ringback)) {
                assertThat(kept.ask("/ready")).contains(" 200 ");
                var statuses = new LinkedBlockingQueue<Integer>();
                Thread.ofVirtual()
                        .start(() ->
                                statuses.add(
                                        ringback.admin()
                                                .post("/v1/chat/completions", CHAT)
                                                .status()));
                Tenant.until("the request is under way", () -> !stub.asked().isEmpty());
                Thread stopping =
                        Thread.ofVirtual().start(() -> ringback.stop(Eventually.PATIENCE));
                Tenant.until("nobody new is let in", () -> refuses(ringback));
                assertThat(kept.isClosed()).isTrue();
                assertThat(statuses).isEmpty();
                answered.countDown();
                assertThat(Eventually.take("the answer", statuses)).isEqualTo(200);
                Eventually.ended("the server", stopping);
            }
        }
    }

    @Test
    void whileItStopsItSendsNoJobThatHasWaitedForItsTurn() throws Exception {
        var answered = new CountDownLatch(1);
        try (var stub = StubUpstream.start()) {
            stub.plays((asked, conversation) -> {
                Eventually.open("the answer may be given", answered);
                Script.completion("Paris").play(asked, conversation);
            });
            Map<String, List<String>> flags =
                    Map.of(
                            "upstream", List.of("stub=" + stub.baseUrl()),
                            "upstream-rate", List.of("stub=0.1"));
            var ringback = Ringback.start(flags);
            try (ringback;
                    var kept = new Line(ringback)) {
                assertThat(kept.ask("/ready")).contains(" 200 ");
                for (int i = 0; i < 3; i++) {
                    ringback.admin().post("/v1/slow/chat/completions", CHAT).expect(200);
                }
                Tenant.until("one is under way", () -> stub.underWay() == 1);
                Thread stopping =
                        Thread.ofVirtual().start(() -> ringback.stop(Eventually.PATIENCE));
                assertThat(kept.isClosed()).isTrue();
                answered.countDown();
                Eventually.ended("the server", stopping);
                assertThat(stub.asked()).hasSize(1);
            }
        }
    }
}
