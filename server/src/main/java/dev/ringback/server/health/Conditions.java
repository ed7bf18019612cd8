package dev.ringback.server.health;

import dev.ringback.server.health.Condition.Reason;
import java.util.List;
import java.util.Optional;

/**
 * All conditions of readiness. Rooms contribute what they alone know; who asks gets every reason,
 * not only the first.
 *
 * @param all no two with the same code
 */
public record Conditions(List<Condition> all) {

    private static final System.Logger LOG = System.getLogger(Conditions.class.getName());

    public Conditions {
        all = List.copyOf(all);
        if (all.stream().map(Condition::code).distinct().count() < all.size()) {
            throw new IllegalArgumentException("two conditions have the same code");
        }
    }

    /** Why the server is not ready; empty when it is. */
    public List<Reason> broken() {
        return all.stream().flatMap(each -> broken(each).stream()).toList();
    }

    /** One that cannot be judged is taken for broken: health says nothing good by mistake. */
    private static Optional<Reason> broken(Condition condition) {
        try {
            return condition.reason();
        } catch (RuntimeException bug) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    () -> "the condition " + condition.code() + " cannot be judged",
                    bug);
            return Optional.of(new Reason(condition.code(), "It cannot be judged."));
        }
    }
}
