package dev.ringback.server.wire;

import dev.ringback.kernel.WireFault;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Name resolution that ends at a deadline. Look-ups run on platform threads of their own, because
 * the system's resolver blocks in native code and would hold the carrier of a virtual thread; those
 * for the same name share one, so a name server that hangs costs one thread per name.
 */
final class Lookup {

    private static final int WAITING = 1_000;

    private final Resolver resolver;
    private final ThreadPoolExecutor threads;
    private final ConcurrentMap<String, FutureTask<List<InetAddress>>> running =
            new ConcurrentHashMap<>();

    Lookup(Resolver resolver, int atOnce) {
        this.resolver = resolver;
        this.threads =
                new ThreadPoolExecutor(
                        atOnce,
                        atOnce,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(WAITING),
                        Thread.ofPlatform().daemon().name("wire-lookup-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** All addresses of the host, at least one. */
    List<InetAddress> addresses(Exchange exchange) throws WireException {
        String host = exchange.origin.host();
        if (exchange.origin.literalSix()) {
            return literal(host);
        }
        try {
            List<InetAddress> found = started(host).get(exchange.left(), TimeUnit.NANOSECONDS);
            if (found.isEmpty()) {
                throw new WireException(
                        WireFault.NAME_NOT_RESOLVED, "the host name has no address");
            }
            return found;
        } catch (TimeoutException e) {
            throw exchange.late();
        } catch (RejectedExecutionException e) {
            throw new WireException(
                    WireFault.NAME_NOT_RESOLVED, "too many names are being resolved", e);
        } catch (CancellationException e) {
            throw new WireException(WireFault.DISCONNECTED, "the wire is closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WireException(WireFault.DISCONNECTED, "exchange was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownHostException) {
                throw new WireException(
                        WireFault.NAME_NOT_RESOLVED, "the host name has no address", e);
            }
            throw new IllegalStateException("the resolver failed", e.getCause());
        }
    }

    void close() {
        threads.shutdownNow();
        running.values().forEach(lookup -> lookup.cancel(true));
    }

    private static List<InetAddress> literal(String host) throws WireException {
        try {
            return List.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            throw new WireException(
                    WireFault.NAME_NOT_RESOLVED, "the host is not a valid IPv6 address", e);
        }
    }

    private FutureTask<List<InetAddress>> started(String host) {
        FutureTask<List<InetAddress>> mine = new FutureTask<>(() -> resolver.resolve(host));
        FutureTask<List<InetAddress>> other = running.putIfAbsent(host, mine);
        if (other != null) {
            return other;
        }
        try {
            threads.execute(() -> {
                mine.run();
                running.remove(host, mine);
            });
        } catch (RejectedExecutionException e) {
            running.remove(host, mine);
            mine.cancel(false);
            throw e;
        }
        return mine;
    }
}
