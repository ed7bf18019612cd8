package dev.ringback.kernel.attempt;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.memory.ByteBudget.Account;
import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Kind;
import dev.ringback.kernel.port.Store;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What calls carry, as far as it is in memory: held with those that wait while there is room, and
 * brought into memory for those that run.
 */
public final class Payloads {

    /** About what a waiting call takes in its lane, without what it carries. */
    static final int ENTRY = 512;

    /** About what a run takes beside its bodies: its thread, its headers, buffers of its socket. */
    static final int RUN = 24 * 1024;

    private final Store store;
    private final Map<String, Kind> kinds;
    private final ByteBudget budget;

    public Payloads(Store store, Map<String, Kind> kinds, ByteBudget budget) {
        this.store = store;
        this.kinds = kinds;
        this.budget = budget;
    }

    /** What came of bringing a payload into memory. */
    sealed interface Brought {

        /** It is there. */
        record Here(Event event) implements Brought {}

        /** It is not on disk any more. */
        record Gone() implements Brought {}

        /** There is no room for it now; it is known how large it is. */
        record Crowded(int size) implements Brought {}

        /** There will never be room for it. */
        record TooLarge(String why) implements Brought {}
    }

    /**
     * A call to be held in memory while it waits, with what it carries if there is room for that;
     * without a share when there is no room for the call itself.
     */
    public HeldCall held(Call call, Optional<Event> event) {
        Account account = budget.of(call.project());
        if (event.isPresent()) {
            int size = event.get().bytes();
            Optional<Share> both = account.spare(ENTRY + (long) size);
            if (both.isPresent()) {
                return new HeldCall(call, event, size, both);
            }
        }
        int size = event.map(Event::bytes).orElse(HeldCall.UNKNOWN);
        return new HeldCall(call, Optional.empty(), size, account.spare(ENTRY));
    }

    /**
     * The room of one lane: what it runs for one project leaves room for that one's other lanes.
     */
    public Claim.Room room() {
        Map<ProjectId, Account> parts = new HashMap<>();
        return new Claim.Room() {
            @Override
            public Optional<Share> claim(HeldCall item) {
                return parts.computeIfAbsent(
                                item.call().project(), project -> budget.of(project).part())
                        .claim(needs(item));
            }

            @Override
            public long needs(HeldCall item) {
                long bytes = Payloads.this.needs(item);
                // What will never fit needs no more than to be said so.
                return bytes <= budget.largest() ? bytes : RUN;
            }
        };
    }

    private long needs(HeldCall item) {
        if (item.size() == HeldCall.UNKNOWN) {
            return RUN;
        }
        return item.event().isPresent()
                ? RUN + prepared(item.call(), item.size())
                : RUN + item.size() + Math.max(item.size(), prepared(item.call(), item.size()));
    }

    /** What is made of a payload for the peer. */
    private long prepared(Call call, int size) {
        return Optional.ofNullable(kinds.get(call.kind()))
                .map(kind -> kind.needs(call, size))
                .orElse(0L);
    }

    /** Brings what a call carries into memory, within the share of its run. */
    Brought bring(HeldCall item, Share share) {
        if (item.event().isPresent()) {
            return item.size() + prepared(item.call(), item.size()) <= budget.largest() - RUN
                    ? new Brought.Here(item.event().get())
                    : tooLarge(item);
        }
        Call call = item.call();
        OptionalInt size =
                item.size() == HeldCall.UNKNOWN
                        ? store.size(call.event())
                        : OptionalInt.of(item.size());
        return size.isEmpty() ? new Brought.Gone() : read(item.sized(size.getAsInt()), share);
    }

    private Brought read(HeldCall item, Share share) {
        long needed = needs(item);
        if (needed > budget.largest()) {
            return tooLarge(item);
        }
        if (share.bytes() < needed && !share.grow(needed - share.bytes())) {
            return new Brought.Crowded(item.size());
        }
        Optional<Event> event = store.event(item.call().event());
        // To put a payload together took as much again, which its request may have now.
        share.shrink(RUN + item.size() + prepared(item.call(), item.size()));
        return event.<Brought>map(Brought.Here::new).orElseGet(Brought.Gone::new);
    }

    private Brought tooLarge(HeldCall item) {
        return new Brought.TooLarge(
                "its event of %d bytes needs more memory than one call can have with this heap"
                        .formatted(item.size()));
    }
}
