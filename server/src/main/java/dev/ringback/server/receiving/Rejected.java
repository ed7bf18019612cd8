package dev.ringback.server.receiving;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.protocol.providers.request.RejectReason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A request that was not taken in, kept for the owner of its source.
 *
 * @param id {@code rej_} and letters; a later one has a greater id
 * @param source whose
 * @param at when it came
 * @param reason the check that failed
 * @param detail what was seen against what was expected; never a secret
 * @param near what would have made it right, in words
 * @param address where it came from
 * @param arrival how it looked; its headers may be cut short. Its body is there when it was asked
 *     for, as far as it is kept
 * @param size bytes of the whole body; -1 when it was not read
 * @param kept how many of these are kept
 */
public record Rejected(
        String id,
        String source,
        Instant at,
        RejectReason reason,
        String detail,
        Optional<String> near,
        Optional<String> address,
        Arrival arrival,
        long size,
        int kept) {

    /** Whether all of its body is kept, so that it can be judged once more. */
    public boolean whole() {
        return size == kept;
    }

    /** The same with its body. */
    public Rejected with(Payload body) {
        var complete =
                new Arrival(
                        arrival.method(), arrival.target(), arrival.url(), arrival.headers(), body);
        return new Rejected(id, source, at, reason, detail, near, address, complete, size, kept);
    }

    /**
     * How a request looked.
     *
     * @param target path and query exactly as they came
     * @param url under which it was judged
     */
    public record Arrival(
            String method, String target, String url, List<Header> headers, Payload body) {

        public Arrival {
            headers = List.copyOf(headers);
        }
    }
}
