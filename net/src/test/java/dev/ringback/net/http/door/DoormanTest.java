package dev.ringback.net.http.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.net.http.RawClient;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.PassingTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever becomes of a connection that the doorman looks at, its owner hears of it once. */
class DoormanTest {

    private static final String PROBE = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String THING = "GET /thing HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String BUG = "GET /bug HTTP/1.1\r\nHost: x\r\n\r\n";

    private final ManualTime time = ManualTime.atNoon();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final List<RawClient> clients = new ArrayList<>();
    private volatile boolean unwilling;
    private ServerSocketChannel port;
    private Doorman doorman;

    private static final class Words implements Door.Words {
        @Override
        public Optional<byte[]> probe(String head) {
            if (head.equals(BUG)) {
                throw new IllegalStateException("a probe that fails");
            }
            return head.equals(PROBE) ? Optional.of(bytes("well")) : Optional.empty();
        }

        @Override
        public byte[] noPlace(String head) {
            return bytes("no place");
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private final class Owner implements Doorman.Owner {
        private final AtomicInteger calls = new AtomicInteger();

        @Override
        public void goOn(byte[] read) {
            if (unwilling) {
                throw new IllegalStateException("nobody can go on with it");
            }
            String text = new String(read, StandardCharsets.ISO_8859_1);
            heard.add(calls.incrementAndGet() + " goes on with " + text);
        }

        @Override
        public void ended() {
            heard.add(calls.incrementAndGet() + " ended");
        }
    }

    @BeforeEach
    void start() throws IOException {
        port = ServerSocketChannel.open();
        port.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        doorman = new Doorman(Doorman.PLACES, new Words(), time::nanos);
        doorman.start();
    }

    @AfterEach
    void stop() throws IOException {
        doorman.stop();
        for (RawClient client : clients) {
            client.close();
        }
        port.close();
    }

    /** A client and the connection it has made. */
    private record Come(RawClient client, SocketChannel socket) {}

    private Come come() throws IOException {
        var client = new RawClient(((InetSocketAddress) port.getLocalAddress()).getPort());
        clients.add(client);
        return new Come(client, port.accept());
    }

    private Come lookedAt() throws IOException {
        Come come = come();
        doorman.lookAt(come.socket, new Owner());
        return come;
    }

    private String next() {
        return Eventually.take("the owner hears of it", heard);
    }

    @Test
    void aProbeIsAnsweredAndHasEnded() throws IOException {
        RawClient client = lookedAt().client;
        assertThat(client.send(PROBE).rest()).isEqualTo("well");
        client.close();

        assertThat(next()).isEqualTo("1 ended");
    }

    @Test
    void anotherRequestGoesOn() throws IOException {
        RawClient _ = lookedAt().client.send(THING);

        assertThat(next()).isEqualTo("1 goes on with " + THING);
    }

    @Test
    void oneWhoseHeadDoesNotComeGoesOnWithWhatThereIs() throws IOException {
        RawClient _ = lookedAt().client.send("GET /th");

        try (var _ = PassingTime.of(time, Duration.ofSeconds(1))) {
            assertThat(next()).startsWith("1 goes on with ");
        }
    }

    @Test
    void whoLeavesBeforeItsHeadIsThereHasEnded() throws IOException {
        lookedAt().client.send("GET /th").close();

        assertThat(next()).isEqualTo("1 ended");
    }

    @Test
    void aConnectionThatIsResetHasEnded() throws IOException {
        Come come = come();
        come.socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        come.socket.close();
        doorman.lookAt(come.socket, new Owner());

        assertThat(next()).isEqualTo("1 ended");
    }

    @Test
    void oneThatIsCutMeanwhileHasEnded() throws IOException {
        Come come = lookedAt();
        come.socket.close();

        assertThat(next()).isEqualTo("1 ended");
    }

    @Test
    void oneWithWhichNobodyCanGoOnHasEnded() throws IOException {
        unwilling = true;
        Come come = lookedAt();
        try (var _ = PassingTime.of(time, Duration.ofSeconds(1))) {
            assertThat(come.client.rest()).isEmpty();
        }

        assertThat(next()).isEqualTo("1 ended");
    }

    @Test
    void aBugInAnAnswerEndsThatConnectionAndNoOther() throws IOException {
        List<Come> good = List.of(lookedAt(), lookedAt());
        RawClient bad = lookedAt().client.send(BUG);

        assertThat(bad.rest()).isEmpty();
        assertThat(next()).isEqualTo("1 ended");
        for (Come come : good) {
            RawClient _ = come.client.send(THING);
            assertThat(next()).isEqualTo("1 goes on with " + THING);
        }
    }

    @Test
    void manyThatAreReadyAtOnceAllGoOn() throws IOException {
        int many = Doorman.PLACES * 8;
        for (int i = 0; i < many; i++) {
            RawClient _ = lookedAt().client.send(THING);
        }

        for (int i = 0; i < many; i++) {
            assertThat(next()).isEqualTo("1 goes on with " + THING);
        }
    }

    @Test
    void whenItStopsAllHaveEnded() throws IOException {
        Come _ = lookedAt();
        doorman.stop();
        Come _ = lookedAt();

        assertThat(next()).isEqualTo("1 ended");
        assertThat(next()).isEqualTo("1 ended");
    }

    @Test
    void withoutADescriptorAProbeIsAnsweredAtOnceAndOthersAreToldSo() {
        Eventually.until("a probe is answered", () -> answeredAtOnce(PROBE).equals("well"));
        Eventually.until("another is told", () -> answeredAtOnce(THING).equals("no place"));
    }

    private String answeredAtOnce(String request) {
        try {
            Come come = come();
            RawClient _ = come.client.send(request);
            doorman.answerAtOnce(come.socket);
            return come.client.rest();
        } catch (IOException e) {
            return "what was sent had not arrived: " + e;
        }
    }
}
