package dev.ringback.server.health;

import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.Standing;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Clock;
import dev.ringback.kernel.time.Ids;
import dev.ringback.net.http.Route;
import dev.ringback.server.health.Condition.Reason;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Whether the process can work: all conditions of its readiness. Rooms contribute what they alone
 * know; who asks gets every reason, not only the first.
 */
public final class Health {

    private static final System.Logger LOG = System.getLogger(Health.class.getName());

    /** Of a process that nothing is asked of. */
    public static final Health GOOD = new Health(List.of());

    private final List<Condition> conditions;

    private Health(List<Condition> conditions) {
        this.conditions = conditions;
        if (codes().stream().distinct().count() < conditions.size()) {
            throw new IllegalArgumentException("two conditions have the same code");
        }
    }

    /** Watches a store: its conditions join others by {@link #and(StoreHealth)}. */
    public static StoreHealth ofStore(
            Store store, Commits commits, Supplier<Standing> standing, Clock time, Ids ids) {
        return new StoreHealth(store, commits, standing, time, ids);
    }

    /**
     * This, with one condition more.
     *
     * @param code names the reason when it does not hold: a stable word such as {@code disk_low}
     * @param broken says in a sentence why it does not hold now, free of internals; empty while it
     *     does. Asked at any time, by any thread; it answers from memory
     */
    public Health and(String code, Supplier<Optional<String>> broken) {
        return and(List.of(new Condition(code, broken)));
    }

    /** This, with what the server needs of its store. */
    public Health and(StoreHealth store) {
        return and(store.conditions());
    }

    private Health and(List<Condition> more) {
        return new Health(Stream.concat(conditions.stream(), more.stream()).toList());
    }

    /** The codes of all conditions. */
    public List<String> codes() {
        return conditions.stream().map(Condition::code).toList();
    }

    /** The codes of those that do not hold now; empty when the server can work. */
    public List<String> broken() {
        return reasons().stream().map(Reason::code).toList();
    }

    /** By which operators ask, see {@link Probes}. */
    public List<Route> routes(String version) {
        return Probes.routes(version, this);
    }

    /** Why the server is not ready; empty when it is. */
    List<Reason> reasons() {
        return conditions.stream().flatMap(each -> broken(each).stream()).toList();
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
