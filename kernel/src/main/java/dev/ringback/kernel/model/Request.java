package dev.ringback.kernel.model;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * An HTTP request as it goes on the wire.
 *
 * @param method such as {@code POST}
 * @param url absolute, http or https, with a host
 * @param headers all but {@code Host}, {@code Content-Length} and {@code Connection}, which the
 *     wire writes
 * @param body exactly these bytes are sent
 * @param deadline bound on connect, TLS, write, head and body together
 * @param responseCap how many bytes of the response's body are read, 0 or more; reading stops there
 * @param room asked before more of the response's body is held
 * @param headCounts whether the head of the response says all that matters: a body that never ends,
 *     breaks off or cannot be read takes nothing from it, and is not waited for long
 */
public record Request(
        String method,
        URI url,
        List<Header> headers,
        Payload body,
        Duration deadline,
        int responseCap,
        Room room,
        boolean headCounts) {

    public Request {
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("deadline is not positive: " + deadline);
        }
        if (responseCap < 0) {
            throw new IllegalArgumentException("response cap is negative: " + responseCap);
        }
    }

    /** A request for whose response there is room. */
    public Request(
            String method,
            URI url,
            List<Header> headers,
            Payload body,
            Duration deadline,
            int responseCap) {
        this(method, url, headers, body, deadline, responseCap, Room.TAKEN, false);
    }

    /** The same request, whose response asks for room. */
    public Request within(Room given) {
        return new Request(method, url, headers, body, deadline, responseCap, given, headCounts);
    }

    /** The same request, for whose sender the head of the response says all that matters. */
    public Request forItsHead() {
        return new Request(method, url, headers, body, deadline, responseCap, room, true);
    }
}
