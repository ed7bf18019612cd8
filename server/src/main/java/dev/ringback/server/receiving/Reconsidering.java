package dev.ringback.server.receiving;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.time.Clock;
import dev.ringback.server.sources.LiveSource;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Judges rejected requests of a source once more, each as of the moment at which it came, and takes
 * in those that pass. Of one whose body is not whole nothing can be said.
 */
public final class Reconsidering {

    private static final int PAGE = 100;

    /** Whoever asks waits so long at most; what is left then is for another request. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Receiver receiver;
    private final Rejections rejections;
    private final Commits commits;
    private final Clock clock;

    Reconsidering(Receiver receiver, Rejections rejections, Commits commits, Clock clock) {
        this.receiver = receiver;
        this.rejections = rejections;
        this.commits = commits;
        this.clock = clock;
    }

    /** What came of it. */
    public record Result(int checked, int passed, boolean more) {}

    /**
     * How many would pass.
     *
     * @param secret in place of the source's; the source's own when empty
     */
    public Result recheck(LiveSource live, Optional<String> secret) {
        return each(live, rejected -> passes(live, rejected, secret));
    }

    /** Takes in all that pass; they are rejected no more. */
    public Result accept(LiveSource live) {
        return each(live, rejected -> accepted(live, rejected));
    }

    private Result each(LiveSource live, Function<Rejected, Boolean> step) {
        long until = clock.nanos() + PATIENCE.toNanos();
        int checked = 0;
        int passed = 0;
        Optional<String> last = Optional.empty();
        List<Rejected> page = rejections.list(live.source(), last, PAGE);
        while (!page.isEmpty()) {
            for (Rejected rejected : page) {
                if (clock.nanos() - until > 0) {
                    return new Result(checked, passed, true);
                }
                if (rejected.whole()) {
                    checked++;
                    passed += step.apply(rejections.withBody(live.source(), rejected)) ? 1 : 0;
                }
            }
            last = Optional.of(page.getLast().id());
            page = rejections.list(live.source(), last, PAGE);
        }
        return new Result(checked, passed, false);
    }

    private boolean passes(LiveSource live, Rejected rejected, Optional<String> secret) {
        return receiver.allowed(
                        live,
                        inbound(rejected),
                        trust -> secret.map(List::of).map(trust::withSecrets).orElse(trust))
                .isPresent();
    }

    private boolean accepted(LiveSource live, Rejected rejected) {
        boolean taken = receiver.takesAfterAll(live, inbound(rejected));
        if (taken) {
            // Where this fails it is taken in again some day, as a duplicate.
            rejections.removal(live.source(), rejected.id()).ifPresent(this::commit);
        }
        return taken;
    }

    private void commit(Change change) {
        var _ = commits.commit(change);
    }

    private static Inbound inbound(Rejected rejected) {
        Optional<InetAddress> address = rejected.address().map(InetAddress::ofLiteral);
        return new Inbound(rejected.arrival(), address, rejected.at());
    }
}
