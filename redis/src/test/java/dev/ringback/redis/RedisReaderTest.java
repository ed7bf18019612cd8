package dev.ringback.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.net.wire.HttpWire;
import dev.ringback.net.wire.WireOptions;
import dev.ringback.net.wire.guard.AddressGuard;
import dev.ringback.net.wire.queue.QueueAsk;
import dev.ringback.net.wire.queue.QueueMessage;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.receiver.RedisServer;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** Entries of a stream of a real Redis. */
class RedisReaderTest {

    @Test
    void anEntryThatWasRemovedBeforeItWasDoneWithIsNoMessage() throws Exception {
        assumeTrue(RedisServer.isInstalled(), RedisServer.MISSING);
        try (var redis = RedisServer.start();
                var http =
                        new HttpWire(
                                AddressGuard.allowingPrivate(),
                                _ -> List.of(InetAddress.ofLiteral("127.0.0.1")),
                                SSLContext.getDefault(),
                                WireOptions.DEFAULT,
                                ManualTime.atNoon())) {
            redis.ask(
                    "XGROUP CREATE orders g 0 MKSTREAM",
                    "XADD orders 1-1 n 1",
                    "XADD orders 1-2 n 2",
                    "XREADGROUP GROUP g me COUNT 2 STREAMS orders >",
                    "XDEL orders 1-1");
            var ask =
                    new QueueAsk(
                            http,
                            ProjectId.DEFAULT,
                            RedisProtocol.url(
                                    URI.create("redis://redis.test:" + redis.port()), "orders"),
                            Optional.empty(),
                            "g",
                            "me",
                            new Hangup());
            try (var reader = RedisReader.open(ask)) {
                List<QueueMessage> messages = reader.next();
                assertThat(messages).extracting(QueueMessage::receipt).containsExactly("1-2");
                assertThat(messages.getFirst().body().text()).isEqualTo("{\"n\":\"2\"}");
                reader.done(messages);
            }
            assertThat(redis.ask("XPENDING orders g")).startsWith("0");
        }
    }
}
