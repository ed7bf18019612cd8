package dev.ringback.net.wire;

import dev.ringback.kernel.model.Header;
import dev.ringback.net.wire.ResponseHead.Framing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The rule by which the end of an answer's body is found, and whether its connection is good for
 * another one (RFC 9112, sections 6 and 9.3), as a pure function.
 */
final class FramingRule {

    private FramingRule() {}

    /**
     * @param older whether the peer speaks HTTP/1.0
     * @throws WireException when the answer contradicts itself about its length: it is to be thrown
     *     away whole (RFC 9112, section 6.3)
     */
    static ResponseHead head(String method, int status, List<Header> headers, boolean older)
            throws WireException {
        List<String> lengths = members(headers, "Content-Length");
        List<String> codings = members(headers, "Transfer-Encoding");
        codings.removeIf(coding -> coding.equals("identity"));
        boolean keepAlive = !older && !members(headers, "Connection").contains("close");
        long length = length(lengths);
        if (method.equals("HEAD") || status == 204 || status == 304) {
            // Some peers announce a body that must not follow, and then send it all the same.
            boolean silent = (codings.isEmpty() && length <= 0) || method.equals("HEAD");
            return new ResponseHead(status, headers, new Framing.Length(0), keepAlive && silent);
        }
        if (!codings.isEmpty()) {
            // Chunks go before a length, and where they are not to be expected they end it all.
            boolean sound = lengths.isEmpty() && !older;
            return codings.equals(List.of("chunked"))
                    ? new ResponseHead(status, headers, new Framing.Chunked(), keepAlive && sound)
                    : new ResponseHead(
                            status,
                            headers,
                            new Framing.Unknown("the answer's transfer encoding is not known"),
                            false);
        }
        return length >= 0
                ? new ResponseHead(status, headers, new Framing.Length(length), keepAlive)
                : new ResponseHead(status, headers, new Framing.UntilClose(), false);
    }

    /** The members of a list that may be spread over several headers, in lower case. */
    private static List<String> members(List<Header> headers, String name) {
        List<String> members = new ArrayList<>();
        for (Header header : headers) {
            if (header.name().equalsIgnoreCase(name)) {
                for (String member : header.value().split(",", -1)) {
                    members.add(member.strip().toLowerCase(Locale.ROOT));
                }
            }
        }
        return members;
    }

    /** The length that all of them give, as some peers repeat it; -1 when there is none. */
    private static long length(List<String> lengths) throws WireException {
        long length = -1;
        for (String digits : lengths) {
            long one = number(digits);
            if (length >= 0 && one != length) {
                throw WireException.malformed("the answer contradicts itself about its length");
            }
            length = one;
        }
        return length;
    }

    private static long number(String digits) throws WireException {
        boolean number =
                !digits.isEmpty()
                        && digits.length() <= 18
                        && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number) {
            throw WireException.malformed("the answer's length is not a number");
        }
        return Long.parseLong(digits);
    }
}
