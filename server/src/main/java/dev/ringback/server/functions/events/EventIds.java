package dev.ringback.server.functions.events;

import dev.ringback.protocol.HeaderValues;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;

/**
 * Names the events of one request. An SDK sends a seed with them, the same one when it tries again,
 * so events whose answer was lost are not taken twice.
 *
 * @param millis the time part of the ids, since 1970
 * @param entropy the other 10 bytes, to whose last four the number of the event is added
 */
public record EventIds(long millis, ByteBuffer entropy) {

    /** The header that carries a seed: milliseconds, a comma and 10 bytes in base64. */
    public static final String HEADER = "x-inngest-event-id-seed";

    private static final int ENTROPY = 10;
    private static final long MOST_MILLIS = (1L << 48) - 1;
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 26;

    public EventIds {
        entropy = entropy.asReadOnlyBuffer();
        if (entropy.remaining() != ENTROPY || millis < 0 || millis > MOST_MILLIS) {
            throw new IllegalArgumentException("an id has 48 bits of time and 10 bytes");
        }
    }

    /** The seed that a request carries; nothing when there is none, or it is malformed. */
    public static Optional<EventIds> seed(HeaderValues headers) {
        return headers.named(HEADER).stream().findFirst().flatMap(EventIds::seed);
    }

    private static Optional<EventIds> seed(String text) {
        int comma = text.indexOf(',');
        try {
            long millis = Long.parseLong(text.substring(0, Math.max(0, comma)));
            byte[] bytes = Base64.getDecoder().decode(text.substring(comma + 1));
            return bytes.length == ENTROPY && millis >= 0 && millis <= MOST_MILLIS
                    ? Optional.of(new EventIds(millis, ByteBuffer.wrap(bytes)))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The id of the event with that number, counted from 1. */
    public String id(int number) {
        byte[] id = new byte[16];
        ByteBuffer bytes = ByteBuffer.wrap(id).putShort((short) (millis >> 32));
        bytes.putInt((int) millis).put(entropy.duplicate());
        int last = id.length - Integer.BYTES;
        bytes.putInt(last, bytes.getInt(last) + number);
        return text(new BigInteger(1, id));
    }

    private static String text(BigInteger value) {
        char[] text = new char[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            int digit = value.shiftRight(5 * (LENGTH - 1 - i)).intValue() & 31;
            text[i] = DIGITS.charAt(digit);
        }
        return new String(text);
    }
}
