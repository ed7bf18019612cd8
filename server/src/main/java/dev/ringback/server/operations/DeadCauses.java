package dev.ringback.server.operations;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.policy.RetryPolicy;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.Found;
import dev.ringback.kernel.port.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Why deliveries died, in words that can be counted: what the last attempt came to, {@code
 * http_503} where it was answered, and the fault where it was not, such as {@code timeout}. Those
 * that died with the same reason have the same cause, so it is looked up once. What was delivered
 * later needs nobody, and is left out. For one question.
 */
public final class DeadCauses {

    /** It was given up without asking: its endpoint is gone, say. */
    public static final String GIVEN_UP = "given_up";

    /** What a cause may be, in words. */
    public static final String CHOICES =
            "a cause: http_ and a status, a fault such as timeout, or given_up";

    /** Deliveries that are looked at together. */
    private static final int PAGE = 1_000;

    /** Pages for one answer. */
    private static final int MOST_PAGES = 20;

    private static final String ANSWERED = "http_";
    private static final int MOST_KNOWN = 10_000;

    private final Store store;
    private final Map<String, String> known = new HashMap<>();

    public DeadCauses(Store store) {
        this.store = store;
    }

    /** Whether a word may be a cause. */
    public static boolean isOne(String word) {
        return word.matches(ANSWERED + "[1-9][0-9]{2}")
                || word.equals(GIVEN_UP)
                || WireFault.parse(word).isPresent();
    }

    /**
     * Those that died at one receiver of one cause.
     *
     * @param newest of them
     */
    public record Group(String cause, LaneId lane, long count, Call newest) {

        private Group with(Group older) {
            return new Group(cause, lane, count + older.count, newest);
        }
    }

    /**
     * The dead of a query by their causes, as many as can be looked at for one answer.
     *
     * @param query of those that are dead
     */
    public Found<Group> groups(CallQuery query) {
        record Key(LaneId lane, String cause) {}
        Map<Key, Group> groups = new LinkedHashMap<>();
        OptionalLong next = OptionalLong.of(query.before());
        for (int i = 0; i < MOST_PAGES && next.isPresent(); i++) {
            Found<Call> page = store.calls(query.page(next.getAsLong(), PAGE));
            for (Call call : new StillDead(store).of(page.entries())) {
                var one = new Group(of(call), call.lane(), 1, call);
                groups.merge(new Key(one.lane(), one.cause()), one, Group::with);
            }
            next = page.searchedTo();
        }
        return new Found<>(new ArrayList<>(groups.values()), next);
    }

    /** A page of the dead of one cause. */
    public Found<Call> page(CallQuery query, String cause) {
        Found<Call> all = store.calls(query.page(query.before(), PAGE));
        List<Call> some =
                new StillDead(store)
                        .of(all.entries()).stream()
                                .filter(call -> of(call).equals(cause))
                                .limit(query.limit() + 1L)
                                .toList();
        if (some.size() <= query.limit()) {
            return new Found<>(some, all.searchedTo());
        }
        List<Call> page = some.subList(0, query.limit());
        return new Found<>(page, OptionalLong.of(page.getLast().id().value()));
    }

    /** How many died of one cause, counted piece by piece. */
    public long count(CallQuery query, String cause) {
        return Found.total(query.before(), next -> page(query.page(next, PAGE), cause), List::size);
    }

    /** Of what a delivery died. */
    String of(Call call) {
        if (!(call.state() instanceof CallState.Dead(var _, String reason))) {
            return "";
        }
        if (known.size() > MOST_KNOWN) {
            known.clear();
        }
        String last = RetryPolicy.lastOf(reason);
        return known.computeIfAbsent(last, _ -> lookUp(call, last));
    }

    private String lookUp(Call call, String reason) {
        return store.attempts(call.id()).stream()
                .filter(attempt -> attempt.number() == call.attempts())
                .findFirst()
                .flatMap(attempt -> cause(attempt, reason))
                .orElse(GIVEN_UP);
    }

    /** What an attempt came to, if that is what the call was given up for. */
    private static Optional<String> cause(Attempt attempt, String reason) {
        String last = RetryPolicy.lastOf(attempt.error());
        if (attempt.status() != 0) {
            return Optional.of(ANSWERED + attempt.status()).filter(_ -> last.equals(reason));
        }
        return WireFault.parse(last.split(":", 2)[0])
                .map(WireFault::word)
                .filter(word -> last.equals(word + ": " + reason));
    }
}
