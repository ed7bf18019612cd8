package dev.ringback.server.http;

import dev.ringback.kernel.ByteBudget;
import dev.ringback.kernel.ByteBudget.Account;
import dev.ringback.kernel.Header;
import dev.ringback.kernel.ProjectId;
import dev.ringback.kernel.Room;
import java.util.List;
import java.util.Optional;

/**
 * Bounds what requests hold in memory together: thousands of them may be answered at once, and each
 * may bring megabytes.
 */
final class HeldBodies {

    /** What is told when there is no room. */
    static final Refusal REFUSAL =
            new Refusal(
                    503,
                    "overloaded",
                    "Too many bytes are held in memory at the moment; try again.",
                    List.of(new Header("Retry-After", "1")));

    private final ByteBudget budget;

    HeldBodies(ByteBudget budget) {
        this.budget = budget;
    }

    /** The longest body of a route that can ever be held. */
    long most(Route route) {
        return switch (route.intake()) {
            case Route.Intake.Whole _ ->
                    Math.min(route.maxBody(), budget.largest() / BodyReader.TIMES);
            case Route.Intake.Probe _, Route.Intake.Streamed _ -> route.maxBody();
        };
    }

    /** The share of one request, which has nothing yet and belongs to nobody yet. */
    Share share() {
        return new Share();
    }

    /** What one request holds; used by its thread. */
    final class Share implements AutoCloseable, Room {

        private Account account = budget.ofNobody();
        private Optional<ByteBudget.Share> taken = Optional.empty();

        /** Says whose request it is; what was taken before stays where it was taken. */
        void belongsTo(ProjectId project) {
            account = budget.of(project);
        }

        /** Takes so many bytes more; false, and nothing is taken, when there is no room. */
        @Override
        public boolean grow(long bytes) {
            if (taken.isPresent()) {
                return taken.get().grow(bytes);
            }
            taken = account.take(bytes);
            return taken.isPresent();
        }

        /** Gives everything back. */
        @Override
        public void close() {
            taken.ifPresent(ByteBudget.Share::close);
        }
    }
}
