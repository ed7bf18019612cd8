package dev.ringback.net.wire;

import dev.ringback.kernel.model.WireFault;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Name resolution that ends at a deadline. Look-ups run on platform threads of their own, because
 * the system's resolver blocks in native code and would hold the carrier of a virtual thread; those
 * for the same name share one, so a name server that hangs costs one thread per name, and each
 * owner has a few threads only ({@link LookupTurns}).
 */
final class NameLookup {

    private final Resolver resolver;
    private final LookupTurns turns;
    private final KnownNames known;
    private final ConcurrentMap<String, Pending> running = new ConcurrentHashMap<>();

    /** A look-up under way, for which all wait who ask for its name meanwhile. */
    private final class Pending extends CompletableFuture<List<InetAddress>>
            implements LookupTurns.Task {

        private final String host;

        Pending(String host) {
            this.host = host;
        }

        @Override
        public void run() {
            try {
                complete(resolved(host));
            } catch (UnknownHostException | RuntimeException | Error e) {
                completeExceptionally(e);
            } finally {
                running.remove(host, this);
            }
        }

        @Override
        public void refuse(RejectedExecutionException why) {
            running.remove(host, this);
            completeExceptionally(why);
        }
    }

    NameLookup(Resolver resolver, int atOnce, LongSupplier now) {
        this.resolver = resolver;
        this.turns = new LookupTurns(atOnce);
        this.known = new KnownNames(now);
    }

    /** All addresses of the host, at least one. */
    List<InetAddress> addresses(Exchange exchange) throws WireException {
        String host = exchange.origin.host();
        if (exchange.origin.literalSix()) {
            return literal(host);
        }
        try {
            List<InetAddress> found =
                    started(host, exchange.owner()).get(exchange.left(), TimeUnit.NANOSECONDS);
            if (found.isEmpty()) {
                throw new WireException(
                        WireFault.NAME_NOT_RESOLVED, "the host name has no address");
            }
            return found;
        } catch (TimeoutException e) {
            throw exchange.late();
        } catch (CancellationException e) {
            throw new WireException(WireFault.DISCONNECTED, "the wire is closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WireException(WireFault.DISCONNECTED, "exchange was interrupted", e);
        } catch (ExecutionException e) {
            throw fault(e);
        }
    }

    private static WireException fault(ExecutionException failed) {
        return switch (failed.getCause()) {
            case UnknownHostException _ ->
                    new WireException(
                            WireFault.NAME_NOT_RESOLVED, "the host name has no address", failed);
            case RejectedExecutionException _ ->
                    new WireException(
                            WireFault.NAME_NOT_RESOLVED,
                            "too many names are being resolved",
                            failed);
            case null, default ->
                    throw new IllegalStateException("the resolver failed", failed.getCause());
        };
    }

    void close() {
        turns.close();
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

    private Pending started(String host, String owner) {
        var mine = new Pending(host);
        Optional<UnknownHostException> refusal = known.refusal(host);
        if (refusal.isPresent()) {
            mine.completeExceptionally(refusal.get());
            return mine;
        }
        Pending other = running.putIfAbsent(host, mine);
        if (other != null) {
            return other;
        }
        turns.run(owner, known.resolves(host), mine);
        return mine;
    }

    private List<InetAddress> resolved(String host) throws UnknownHostException {
        Optional<UnknownHostException> refusal = known.refusal(host);
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        try {
            List<InetAddress> found = resolver.resolve(host);
            known.resolved(host);
            return found;
        } catch (UnknownHostException e) {
            known.refused(host, e);
            throw e;
        }
    }
}
