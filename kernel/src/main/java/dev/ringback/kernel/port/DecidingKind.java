package dev.ringback.kernel.port;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import java.time.Instant;

/** A kind of call that asks nobody: what becomes of it is known when it is due. */
public interface DecidingKind extends Kind {

    @Override
    Prepared.Decide prepare(Call call, Event event, Instant now);

    @Override
    default Reply send(Call call, Event event, Request request, Hangup hangup) {
        throw new IllegalStateException("nobody is asked");
    }

    @Override
    default Settlement settle(Call call, Event event, Reply reply, Instant now) {
        throw new IllegalStateException("nobody is asked");
    }
}
