package dev.ringback.server.callbacks;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.server.vault.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps the tokens of our URLs out of what is kept of answers: some upstreams say back what they
 * are told, above all when they complain of it.
 */
final class HiddenTokens {

    private HiddenTokens() {}

    /** The same reply with something else in place of tokens. */
    static Reply in(Reply reply, List<Secret> tokens) {
        return switch (reply) {
            case Reply.Answered answered -> {
                Reply.Answered hidden = answered;
                for (Secret token : tokens) {
                    hidden = in(hidden, token);
                }
                yield hidden;
            }
            case Reply.Faulted faulted -> faulted;
        };
    }

    private static Reply.Answered in(Reply.Answered answered, Secret token) {
        return new Reply.Answered(
                answered.status(),
                answered.headers().stream().map(header -> in(header, token)).toList(),
                in(answered.body(), token),
                answered.truncated(),
                answered.timing());
    }

    private static Header in(Header header, Secret token) {
        return new Header(header.name(), header.value().replace(token.reveal(), Secret.HIDDEN));
    }

    /** A body need not be text, and is long at times, but hardly ever has one. */
    private static Payload in(Payload body, Secret token) {
        byte[] bytes = body.bytes();
        byte[] sought = token.reveal().getBytes(StandardCharsets.ISO_8859_1);
        for (int from = 0; from <= bytes.length - sought.length; from++) {
            if (bytes[from] == sought[0]
                    && Arrays.equals(bytes, from, from + sought.length, sought, 0, sought.length)) {
                String text = new String(bytes, StandardCharsets.ISO_8859_1);
                return Payload.of(
                        text.replace(token.reveal(), Secret.HIDDEN)
                                .getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return body;
    }
}
