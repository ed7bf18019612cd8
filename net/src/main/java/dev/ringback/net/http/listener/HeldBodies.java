package dev.ringback.net.http.listener;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.memory.ByteBudget.Account;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Room;
import dev.ringback.net.http.Refusal;
import dev.ringback.net.http.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Bounds what requests hold in memory together: thousands of them may be answered at once, and each
 * may bring megabytes.
 */
record HeldBodies(ByteBudget budget) {

    /** What is told when there is no room. */
    static final Refusal REFUSAL =
            Refusal.soon(
                    "overloaded", "Too many bytes are held in memory at the moment; try again.");

    /** The longest body of a route that can ever be held. */
    long most(Route route) {
        return switch (route.intake()) {
            case Route.Intake.Whole _ ->
                    Math.min(route.maxBody(), budget.largest() / BodyReader.TIMES);
            case Route.Intake.Probe _, Route.Intake.Streamed _, Route.Intake.Sockets _ ->
                    route.maxBody();
        };
    }

    /** The share of one request, which has nothing yet and belongs to nobody yet. */
    Share share() {
        return new Share();
    }

    /** What one request holds; used by its thread. */
    final class Share implements AutoCloseable, Room {

        private final List<ByteBudget.Share> taken = new ArrayList<>();
        private Account account = budget.ofNobody();

        /** Says whose request it is; what was taken before stays where it was taken. */
        void belongsTo(ProjectId project) {
            account = budget.of(project);
        }

        /**
         * Takes so many bytes more; false, and nothing is taken, when there is no room. What is too
         * large to be had beside the others is taken where one goes alone.
         */
        @Override
        public boolean grow(long bytes) {
            if (!taken.isEmpty() && taken.getLast().grow(bytes)) {
                return true;
            }
            Optional<ByteBudget.Share> another = account.take(bytes);
            another.ifPresent(taken::add);
            return another.isPresent();
        }

        /** Gives everything back. */
        @Override
        public void close() {
            taken.forEach(ByteBudget.Share::close);
        }
    }
}
