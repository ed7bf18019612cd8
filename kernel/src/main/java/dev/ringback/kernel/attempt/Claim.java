package dev.ringback.kernel.attempt;

import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.model.ProjectId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The outcome of asking for room in memory for the calls of a lane that may start. */
public sealed interface Claim {

    /** This one may start. */
    record Granted(HeldCall item, Share share) implements Claim {}

    /**
     * None may.
     *
     * @param project whose call is first
     * @param bytes what that one needs
     * @param several whether calls of other projects found no room either
     */
    record Refused(ProjectId project, long bytes, boolean several) implements Claim {}

    /** Says whether there is room in memory for a call that may start. */
    interface Room {

        /** What it needs while it runs; empty when it waits for that. */
        Optional<Share> claim(HeldCall item);

        /** How many bytes that is. */
        long needs(HeldCall item);
    }

    /**
     * The first for which there is room, of one call for each project.
     *
     * @param ready those that may overtake the first, in order
     */
    static Claim of(Room room, HeldCall first, Supplier<Stream<HeldCall>> ready) {
        Optional<Share> share = room.claim(first);
        if (share.isPresent()) {
            return new Granted(first, share.get());
        }
        Set<ProjectId> refused = new HashSet<>(Set.of(first.call().project()));
        List<HeldCall> others =
                ready.get().filter(each -> refused.add(each.call().project())).toList();
        for (HeldCall other : others) {
            Optional<Share> granted = room.claim(other);
            if (granted.isPresent()) {
                return new Granted(other, granted.get());
            }
        }
        return new Refused(first.call().project(), room.needs(first), !others.isEmpty());
    }
}
