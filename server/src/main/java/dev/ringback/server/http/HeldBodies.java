package dev.ringback.server.http;

import dev.ringback.kernel.ByteBudget;
import dev.ringback.kernel.ByteBudget.Account;
import dev.ringback.kernel.ProjectId;
import dev.ringback.kernel.Room;
import java.util.Optional;

/**
 * Bounds what requests hold in memory together: thousands of them may be answered at once, and each
 * may bring megabytes.
 */
final class HeldBodies {

    private final ByteBudget budget;

    HeldBodies(ByteBudget budget) {
        this.budget = budget;
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
