package dev.ringback.net.wire;

import static dev.ringback.net.wire.Fixture.LONG;
import static dev.ringback.net.wire.Fixture.LOOPBACK;
import static dev.ringback.net.wire.Fixture.SHORT;
import static dev.ringback.net.wire.Fixture.answered;
import static dev.ringback.net.wire.Fixture.faulted;
import static dev.ringback.net.wire.Fixture.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.net.wire.guard.AddressGuard;
import dev.ringback.net.wire.guard.OwnDoor;
import dev.ringback.net.wire.guard.UrlCheck;
import dev.ringback.net.wire.guard.UrlRule;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DialTest {

    private static final InetAddress PUBLIC = InetAddress.ofLiteral("192.0.1.1");

    @Test
    void aNameWithAnUnderscoreIsDialledLikeAnyOther() {
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK);
                HttpWire wire = Fixture.wire()) {
            for (String name : List.of("my_service", "_a.stack_b.test", "My_Service.")) {
                URI url = URI.create("http://" + name + ":" + receiver.port() + "/hook");
                assertThat(Fixture.answered(wire.send(Fixture.post(url, Fixture.LONG))).status())
                        .isEqualTo(200);
                assertThat(receiver.received().getLast().header("Host"))
                        .hasValueSatisfying(host ->
                                assertThat(host)
                                        .isEqualToIgnoringCase(
                                                name.replaceFirst("\\.$", "")
                                                        + ":"
                                                        + receiver.port()));
            }
        }
    }

    @Test
    void aNameThatTurnsToLoopbackAfterRegistrationOpensNoSocket() {
        AtomicInteger asked = new AtomicInteger();
        Resolver rebinding = host -> List.of(asked.getAndIncrement() == 0 ? PUBLIC : LOOPBACK);
        AddressGuard guard = AddressGuard.strict();
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK);
                HttpWire wire = Fixture.wire(guard, rebinding)) {
            URI url = receiver.url("rebind.example.com", "/");
            assertThat(new UrlRule(guard, true).check(url.toString()))
                    .isInstanceOf(UrlCheck.Valid.class);
            assertThat(resolved(rebinding, "rebind.example.com")).containsExactly(PUBLIC);

            Reply.Faulted fault = faulted(wire.send(post(url, LONG)));

            assertThat(fault.fault()).isEqualTo(WireFault.ADDRESS_REFUSED);
            assertThat(fault.detail()).isEqualTo("destination is not allowed: loopback address");
            assertThat(receiver.connections()).isZero();
        }
    }

    @Test
    void aNameThatLeadsToWhereTheServerItselfListensOpensNoSocket() {
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK);
                RudeReceiver other = RudeReceiver.start(Behaviour.OK)) {
            var door = new OwnDoor(Optional.empty());
            door.opened(new InetSocketAddress(LOOPBACK, receiver.port()));
            AddressGuard guard = AddressGuard.allowingPrivate().besides(door);
            try (HttpWire wire = Fixture.wire(guard, host -> List.of(LOOPBACK))) {
                Reply.Faulted fault =
                        faulted(wire.send(post(receiver.url("me.example.com", "/"), LONG)));

                assertThat(fault.fault()).isEqualTo(WireFault.ADDRESS_REFUSED);
                assertThat(fault.detail())
                        .isEqualTo("destination is not allowed: the server's own address");
                assertThat(receiver.connections()).isZero();
                assertThat(
                                answered(wire.send(post(other.url("it.example.com", "/"), LONG)))
                                        .status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void oneDeniedAddressAmongSeveralRefusesThemAll() {
        Resolver mixed = host -> List.of(PUBLIC, LOOPBACK);
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK);
                HttpWire wire = Fixture.wire(AddressGuard.strict(), mixed)) {
            Reply.Faulted fault =
                    faulted(wire.send(post(receiver.url("mixed.example.com", "/"), LONG)));

            assertThat(fault.fault()).isEqualTo(WireFault.ADDRESS_REFUSED);
            assertThat(fault.detail()).doesNotContain("127");
            assertThat(receiver.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "2130706433",
                "localhost",
                "app.localhost",
                "0.0.0.0",
                "[::]"
            })
    void formsOfLoopbackOpenNoSocket(String host) {
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK);
                HttpWire wire = Fixture.wire(AddressGuard.strict(), Resolver.system())) {
            Reply.Faulted fault = faulted(wire.send(post(receiver.url(host, "/"), LONG)));

            assertThat(fault.fault()).isIn(WireFault.ADDRESS_REFUSED, WireFault.NAME_NOT_RESOLVED);
            assertThat(receiver.connections()).isZero();
        }
    }

    @Test
    void aUrlWithoutAHostIsABug() {
        try (HttpWire wire = Fixture.wire()) {
            for (String url : List.of("http://127.1/", "/relative", "ftp://example.com/")) {
                assertThatThrownBy(() -> wire.send(post(URI.create(url), LONG)))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void theAddressIsLookedUpOncePerConnectionAndTheHostHeaderKeepsTheName() {
        AtomicInteger asked = new AtomicInteger();
        Resolver counting =
                host -> {
                    asked.incrementAndGet();
                    return List.of(LOOPBACK);
                };
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK);
                HttpWire wire = Fixture.wire(AddressGuard.allowingPrivate(), counting)) {
            URI url = receiver.url("hooks.example.com", "/");

            answered(wire.send(post(url, LONG)));
            answered(wire.send(post(url, LONG)));

            assertThat(asked).hasValue(1);
            assertThat(receiver.await(2).getLast().header("Host"))
                    .hasValue("hooks.example.com:" + receiver.port());
        }
    }

    @Test
    void theNextAddressIsTriedWhenOneRefusesTheConnection() {
        Resolver two = host -> List.of(InetAddress.ofLiteral("127.9.9.9"), LOOPBACK);
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK);
                HttpWire wire = Fixture.wire(AddressGuard.allowingPrivate(), two)) {
            assertThat(answered(wire.send(post(receiver.url("two.test", "/"), LONG))).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aNameWithoutAnAddressIsNotResolved() {
        Resolver unknown =
                host -> {
                    throw new UnknownHostException(host);
                };
        for (Resolver resolver : List.of(unknown, (Resolver) host -> List.of())) {
            try (HttpWire wire = Fixture.wire(AddressGuard.strict(), resolver)) {
                Reply.Faulted fault =
                        faulted(wire.send(post(URI.create("http://nowhere.test/"), LONG)));

                assertThat(fault.fault()).isEqualTo(WireFault.NAME_NOT_RESOLVED);
                assertThat(fault.detail()).isEqualTo("the host name has no address");
            }
        }
    }

    @Test
    void aNameServerThatHangsEndsAtTheDeadlineAndHoldsUpNobodyElse() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Resolver hanging =
                host -> {
                    if (host.equals("slow.test")) {
                        Eventually.open("never", never);
                    }
                    return List.of(LOOPBACK);
                };
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK);
                HttpWire wire = Fixture.wire(AddressGuard.allowingPrivate(), hanging)) {
            Reply.Faulted fault = faulted(wire.send(post(receiver.url("slow.test", "/"), SHORT)));

            assertThat(fault.fault()).isEqualTo(WireFault.TIMEOUT);
            assertThat(fault.detail()).isEqualTo("name was not resolved within 300 ms");
            assertThat(answered(wire.send(post(receiver.url("fast.test", "/"), LONG))).status())
                    .isEqualTo(200);
        } finally {
            never.countDown();
        }
    }

    private static List<InetAddress> resolved(Resolver resolver, String host) {
        try {
            return resolver.resolve(host);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
