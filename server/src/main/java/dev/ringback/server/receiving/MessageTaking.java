package dev.ringback.server.receiving;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.memory.NoRoomException;
import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.kernel.sharing.Places;
import dev.ringback.server.access.Quota;
import dev.ringback.server.sources.LiveSource;
import java.time.Instant;
import java.util.Optional;

/** Takes messages in as the door takes requests: within what their project may have of all. */
record MessageTaking(Receiver receiver, Quota quota, Places places, ByteBudget budget) {

    /** While it is judged and made an event of a message is there several times. */
    private static final int TIMES = 3;

    /** Takes some of those that are left; says why they have to wait, when they have to. */
    Optional<String> take(LiveSource live, MessageGroup group, Instant now) {
        ProjectId project = live.source().project();
        if (quota.refusal(project).isPresent()) {
            return Optional.of("the project may not store more");
        }
        if (!places.take(project)) {
            return Optional.of("other requests of the project are answered first");
        }
        try (Share share = budget.of(project).inTurn(TIMES * group.bytes())) {
            return RoomOfThread.within(share::grow, () -> group.take(receiver, live, now));
        } catch (NoRoomException _) {
            return Optional.of("there is no room in memory");
        } catch (StoreException _) {
            return Optional.of("the store does not answer");
        } finally {
            places.leave(project);
        }
    }
}
