package dev.ringback.server;

import dev.ringback.server.command.Launch;
import dev.ringback.server.command.StandbyServer;
import dev.ringback.store.PostgresNode;
import dev.ringback.store.PostgresNode.Standing;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A process that waits until the one that owns the database is gone, and then takes its place. */
final class Standby implements StandbyServer {

    private static final System.Logger LOG = System.getLogger(Standby.class.getName());
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    private final PostgresNode node;
    private final Front front;
    private final Function<Standing.Owner, Launch.Outcome> up;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Standing seen;

    /**
     * Begins to stand by.
     *
     * @param seen what was seen first
     * @param up starts the server once the database is its own
     */
    Standby(
            PostgresNode node,
            Front front,
            Standing seen,
            Function<Standing.Owner, Launch.Outcome> up) {
        this.node = node;
        this.front = front;
        this.seen = seen;
        this.up = up;
        front.standsBy(sentence());
    }

    @Override
    public URI uri() {
        return front.uri();
    }

    @Override
    public String sentence() {
        return switch (seen) {
            case Standing.Owner _ -> "This process takes over.";
            case Standing.StandingBy(String active, boolean _) ->
                    active.isEmpty()
                            ? "This process stands by; another one is active."
                            : "This process stands by; the one at " + active + " is active.";
            case Standing.Away _ -> "This process stands by; the database does not answer.";
        };
    }

    @Override
    public Launch.Outcome await() {
        while (!isStopped()) {
            seen = node.look();
            switch (seen) {
                case Standing.Owner owner -> {
                    LOG.log(System.Logger.Level.INFO, "this process takes the database over");
                    front.starts();
                    return up.apply(owner);
                }
                case Standing.StandingBy _, Standing.Away _ -> front.standsBy(sentence());
            }
        }
        return new Launch.Outcome.Failed("stopped while standing by");
    }

    private boolean isStopped() {
        try {
            return stopped.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void stop() {
        stopped.countDown();
        front.close(Duration.ZERO);
        node.close();
    }
}
