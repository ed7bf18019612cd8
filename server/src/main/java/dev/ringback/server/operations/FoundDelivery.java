package dev.ringback.server.operations;

import dev.ringback.kernel.model.AttemptHead;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.EventHead;
import java.net.URI;
import java.util.Optional;

/**
 * A delivery with what people want to know of it.
 *
 * @param call as the machine's clock sees it
 * @param event what it delivers; empty when that is no longer kept
 * @param last what its last attempt came to; empty before the first
 * @param later the later delivery of the same that came to its receiver, where this one died
 * @param url where it goes, when that is no endpoint but a webhook that a job named
 */
public record FoundDelivery(
        Call call,
        Optional<EventHead> event,
        Optional<AttemptHead> last,
        Optional<CallId> later,
        Optional<URI> url) {}
