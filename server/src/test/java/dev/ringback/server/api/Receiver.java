package dev.ringback.server.api;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Kind;
import dev.ringback.server.events.Router;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A kind of call that delivers to nobody: it answers as it is told, and a 500 is final. */
final class Receiver implements Kind {

    private volatile int status = 200;

    void answers(int status) {
        this.status = status;
    }

    @Override
    public String name() {
        return Router.DELIVERY;
    }

    @Override
    public Reply send(Call call, Event event, Request request, Hangup hangup) {
        return new Reply.Answered(
                status,
                List.of(new Header("X-Answer", "yes")),
                Payload.of("<b>seen</b>"),
                false,
                new Timing(1000, 2000, 3000, 4500));
    }

    @Override
    public Prepared prepare(Call call, Event event, Instant now) {
        List<Header> headers = List.of(new Header("webhook-id", event.id().value()));
        return new Prepared.Send(
                new Request(
                        "POST",
                        URI.create("http://receiver.test/"),
                        headers,
                        event.payload(),
                        Duration.ofSeconds(1),
                        1024),
                headers);
    }

    @Override
    public Settlement settle(Call call, Event event, Reply reply, Instant now) {
        int answered = ((Reply.Answered) reply).status();
        if (answered == 503) {
            return Settlement.of(new Outcome.Retry(now.plusSeconds(60), "answered 503"));
        }
        return Settlement.of(
                answered < 300
                        ? new Outcome.Success()
                        : new Outcome.Refused("answered " + answered));
    }
}
