package dev.ringback.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A provider that sends signed webhooks as fast as it gets answers, through all crashes, as
 * providers do: what was not acknowledged comes again until it is, and now and then something comes
 * again that was, or twice at once.
 */
final class WebhookBurst implements AutoCloseable {

    static final String SECRET = "whsec_of_the_crash_tests";

    private static final int THREADS = 16;
    private static final long PAUSE_NANOS = 5_000_000;

    /** Every so many are sent twice at once, and after every so many an earlier one once more. */
    private static final int TWICE = 5;

    private static final int AGAIN = 7;

    /** How far it may run ahead of the receiver, so that the end does not take long. */
    private static final int LEAD = 2_000;

    private final Site site;
    private final String path;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger attempted = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    private final AtomicInteger yes = new AtomicInteger();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /**
     * Starts it.
     *
     * @param path of the source
     */
    WebhookBurst(Site site, String path) {
        this.site = site;
        this.path = path;
        for (int i = 0; i < THREADS; i++) {
            String name = "evt_" + i + "_";
            threads.add(Thread.ofVirtual().name(name).start(() -> run(name)));
        }
    }

    private void run(String name) {
        try {
            for (int n = 0; !stopped; n++) {
                String key = name + n;
                Optional<Thread> twin =
                        n % TWICE == 0
                                ? Optional.of(Thread.ofVirtual().start(() -> trying(key)))
                                : Optional.empty();
                insist(key);
                twin.ifPresent(each -> Eventually.ended("a twin", each));
                if (n % AGAIN == 0) {
                    insist(name + n / 2);
                }
                while (!stopped && acknowledged.size() - site.arrivals().distinct() > LEAD) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        } catch (RuntimeException | AssertionError e) {
            faults.add(name + ": " + e);
        }
    }

    private void trying(String key) {
        if (site.api().awaitUp(() -> !stopped)) {
            send(key);
        }
    }

    /** Sends one until it is acknowledged. */
    private void insist(String key) {
        attempted.incrementAndGet();
        while (site.api().awaitUp(() -> !stopped) && !send(key)) {
            repeated.incrementAndGet();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private boolean send(String key) {
        String body =
                "{\"id\":\"%s\",\"type\":\"invoice.paid\",\"data\":{\"object\":{\"id\":\"in_1\"}}}"
                        .formatted(key);
        Optional<Api.Answer> answer =
                site.api().tryToPost(path, body, "Stripe-Signature", signature(body));
        boolean taken = answer.filter(each -> each.status() == 200).isPresent();
        if (taken) {
            acknowledged.add(key);
            yes.incrementAndGet();
        }
        answer.filter(each -> each.status() != 200 && each.status() != 503)
                .ifPresent(each -> faults.add(key + " came to " + each));
        return taken;
    }

    private static String signature(String body) {
        long now = Instant.now().getEpochSecond();
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            byte[] key = SECRET.getBytes(StandardCharsets.UTF_8);
            mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
            byte[] signed = (now + "." + body).getBytes(StandardCharsets.UTF_8);
            return "t=" + now + ",v1=" + HexFormat.of().formatHex(mac.doFinal(signed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no HMAC", e);
        }
    }

    /** How many different webhooks were acknowledged so far. */
    int count() {
        return acknowledged.size();
    }

    Set<String> acknowledged() {
        return acknowledged;
    }

    /** What it did, in words. */
    @Override
    public String toString() {
        return "%d webhooks acknowledged, %d times; %d requests sent again for want of an answer"
                .formatted(acknowledged.size(), yes.get(), repeated.get());
    }

    /** How many acknowledgements there were, those of duplicates included. */
    int acknowledgements() {
        return yes.get();
    }

    /** Returns when nothing more is sent; fails if the server ever refused something. */
    void stop() {
        stopped = true;
        for (Thread thread : threads) {
            Eventually.ended("a sender", thread);
        }
        assertThat(faults).as("what the provider saw").isEmpty();
        assertThat(attempted.get()).isGreaterThan(THREADS);
    }

    @Override
    public void close() {
        stopped = true;
    }
}
