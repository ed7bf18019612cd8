package dev.ringback.net.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.net.wire.guard.AddressGuard;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names that hang hold up nobody but their owner. */
class LookupTurnsTest {

    private static final ProjectId RUDE = new ProjectId("prj_rude");
    private static final ProjectId OTHER = new ProjectId("prj_other");

    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger hanging = new AtomicInteger();
    private final AtomicInteger unknown = new AtomicInteger();
    private HttpServer receiver;
    private HttpWire wire;

    @BeforeEach
    void start() throws Exception {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext(
                "/",
                asked -> {
                    asked.sendResponseHeaders(204, -1);
                    asked.close();
                });
        receiver.start();
        wire =
                new HttpWire(
                        AddressGuard.allowingPrivate(),
                        this::resolve,
                        SSLContext.getDefault(),
                        WireOptions.DEFAULT,
                        ManualTime.atNoon());
    }

    private List<InetAddress> resolve(String host) throws UnknownHostException {
        if (host.startsWith("unknown")) {
            unknown.incrementAndGet();
            throw new UnknownHostException(host);
        }
        if (host.startsWith("hangs")) {
            hanging.incrementAndGet();
            Eventually.open("names may be found out", goOn);
            throw new UnknownHostException(host);
        }
        return List.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}));
    }

    @AfterEach
    void stop() {
        goOn.countDown();
        wire.close();
        receiver.stop(0);
    }

    private Request to(String host) {
        return new Request(
                "POST",
                URI.create("http://" + host + ":" + receiver.getAddress().getPort() + "/"),
                List.of(),
                Payload.EMPTY,
                Duration.ofMinutes(5),
                1_000);
    }

    @Test
    void aThousandNamesOfOneProjectThatHangHoldUpNoOther() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            String host = "hangs-%d.example".formatted(i);
            Thread.ofVirtual().start(() -> wire.send(RUDE, to(host), new Hangup()));
        }
        Eventually.until("as many hang as may", () -> hanging.get() == 8);

        Reply reply = wire.send(OTHER, to("healthy.example"), new Hangup());

        assertThat(reply).isInstanceOf(Reply.Answered.class);
        assertThat(hanging).hasValue(8);
        assertThat(goOn.getCount()).as("all of them still hang").isEqualTo(1);
    }

    @Test
    void norDoTheyHoldUpTheirOwnProjectsNamesThatAreKnown() {
        assertThat(wire.send(RUDE, to("healthy.example"), new Hangup()))
                .isInstanceOf(Reply.Answered.class);
        for (int i = 0; i < 100; i++) {
            String host = "hangs-%d.example".formatted(i);
            Thread.ofVirtual().start(() -> wire.send(RUDE, to(host), new Hangup()));
        }
        Eventually.until("as many hang as may", () -> hanging.get() == 8);

        var again = new CountDownLatch(4);
        for (int i = 0; i < 4; i++) {
            // More than there are connections kept, so that some are looked up.
            Thread.ofVirtual()
                    .start(() -> {
                        if (wire.send(RUDE, to("healthy.example"), new Hangup())
                                instanceof Reply.Answered) {
                            again.countDown();
                        }
                    });
        }
        Eventually.open("a name that resolved lately resolves again", again);
    }

    @Test
    void withoutAnOwnerTheSiteOfANameStandsForOne() {
        for (int i = 0; i < 64; i++) {
            String host = "hangs-%d.evil.example".formatted(i);
            Thread.ofVirtual().start(() -> wire.send(to(host)));
        }
        Eventually.until("as many hang as may", () -> hanging.get() == 8);

        assertThat(wire.send(to("www.good.example"))).isInstanceOf(Reply.Answered.class);
    }

    @Test
    void aNameThatDoesNotResolveIsNotAskedForAgainAtOnce() {
        for (int i = 0; i < 5; i++) {
            assertThat(wire.send(OTHER, to("unknown.example"), new Hangup()))
                    .isInstanceOf(Reply.Faulted.class);
        }
        assertThat(unknown).hasValue(1);
    }

    /** A look-up that hangs until it is let go of. */
    private record Hanging(CountDownLatch begun, CountDownLatch end) implements LookupTurns.Task {

        Hanging() {
            this(new CountDownLatch(1), new CountDownLatch(1));
        }

        @Override
        public void run() {
            begun.countDown();
            Eventually.open("the name may be found out", end);
        }

        @Override
        public void refuse(RejectedExecutionException why) {
            throw new AssertionError("refused", why);
        }
    }

    @Test
    void whoWaitsHasItsTurnWhenOneOfAllThatHangHasEnded() {
        var all = new ArrayList<Hanging>();
        try (var turns = new LookupTurns(8)) {
            for (int i = 0; i < 8; i++) {
                all.add(new Hanging());
                turns.run("owner " + i, false, all.getLast());
            }
            all.add(new Hanging());
            turns.run("another", true, all.getLast());
            all.forEach(each -> Eventually.open("it hangs", each.begun()));
            var waiting = new Hanging();
            turns.run("the ninth", false, waiting);

            all.getFirst().end().countDown();
            Eventually.open("the ninth has its turn", waiting.begun());
            all.add(waiting);
        } finally {
            all.forEach(each -> each.end().countDown());
        }
    }

    @Test
    void aNameForWhichThereWasNoThreadIsRefusedAndMayBeAskedForAgain() {
        var turns = new LookupTurns(8);
        turns.close();
        for (int i = 0; i < 100; i++) {
            var refused = new AtomicInteger();
            turns.run(
                    "owner",
                    i % 2 == 0,
                    new LookupTurns.Task() {
                        @Override
                        public void run() {
                            throw new AssertionError("there is no thread");
                        }

                        @Override
                        public void refuse(RejectedExecutionException why) {
                            refused.incrementAndGet();
                        }
                    });
            assertThat(refused).hasValue(1);
        }
    }
}
