package dev.ringback.server.receiving;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.memory.NoRoomException;
import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.kernel.sharing.Places;
import dev.ringback.net.wire.queue.QueueMessage;
import dev.ringback.protocol.providers.request.RejectReason;
import dev.ringback.server.access.Quota;
import dev.ringback.server.receiving.Rejected.Arrival;
import dev.ringback.server.sources.LiveSource;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * Takes messages in as the door takes requests. What cannot be taken is kept as rejected, so that
 * it is in nobody's way.
 */
record MessageTaking(Receiver receiver, Quota quota, Places places, ByteBudget budget) {

    private static final System.Logger LOG = System.getLogger(MessageTaking.class.getName());
    private static final int LATER = 503;

    /** While it is judged and made an event of a message is there several times. */
    private static final int TIMES = 3;

    /** Takes one; says why it has to wait, when it has to. */
    Optional<String> take(LiveSource live, QueueMessage message, Instant now) {
        ProjectId project = live.source().project();
        if (quota.refusal(project).isPresent()) {
            return Optional.of("the project may not store more");
        }
        if (!places.take(project)) {
            return Optional.of("other requests of the project are answered first");
        }
        long bytes = (long) TIMES * message.body().size();
        try (Share share = budget.of(project).inTurn(bytes)) {
            return RoomOfThread.within(share::grow, () -> taken(live, inbound(message, now)));
        } catch (NoRoomException _) {
            return Optional.of("there is no room in memory");
        } catch (StoreException _) {
            return Optional.of("the store does not answer");
        } finally {
            places.leave(project);
        }
    }

    private Optional<String> taken(LiveSource live, Inbound inbound) {
        int most = live.source().intake().maxBody();
        if (inbound.arrival().body().size() > most) {
            String detail = "more than the %d bytes of max_body".formatted(most);
            receiver.reject(live, inbound, RejectReason.TOO_LARGE, detail);
            return Optional.empty();
        }
        try {
            return receiver.receive(live, inbound).answer().status() == LATER
                    ? Optional.of("it could not be taken in just now")
                    : Optional.empty();
        } catch (NoRoomException | StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            // Whatever it is, the messages behind it must not wait for it.
            LOG.log(System.Logger.Level.ERROR, "a message cannot be taken in", e);
            String detail = "it cannot be taken in: " + e.getClass().getSimpleName();
            receiver.reject(live, inbound, RejectReason.BODY_MALFORMED, detail);
            return Optional.empty();
        }
    }

    /** Below the name of all sources and a token that is none, as any request to one. */
    private static Inbound inbound(QueueMessage message, Instant now) {
        String position = URLEncoder.encode(message.position(), StandardCharsets.UTF_8);
        String target = LiveSource.PATH + "-/" + position.replace("%2F", "/");
        var arrival = new Arrival("POST", target, target, message.headers(), message.body());
        return new Inbound(arrival, Optional.empty(), now);
    }
}
