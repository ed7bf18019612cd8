package dev.ringback.server.generations;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.openai.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An answer that nobody keeps and that is too long to be held: it is passed on as it comes. What it
 * took is told at its end by nearly all model servers, and at its beginning by the others.
 *
 * @param begin what has come so far
 * @param rest what is still to come
 * @param used is told what it took
 */
record LongAnswer(
        Operation operation, Payload begin, InputStream rest, Consumer<ModelAnswer> used) {

    private static final int PIECE = 64 * 1024;
    private static final String USAGE = "\"usage\"";

    /** Writes all of it; an upstream that breaks off cuts the client's connection, too. */
    void write(OutputStream out) throws IOException {
        out.write(begin.bytes());
        byte[] piece = new byte[PIECE];
        byte[] tail = tail(new byte[0], begin.bytes(), begin.size());
        for (int count = rest.read(piece); count >= 0; count = rest.read(piece)) {
            out.write(piece, 0, count);
            tail = tail(tail, piece, count);
        }
        out.flush();
        usage(tail).or(() -> usage(begin.excerpt(PIECE).bytes())).ifPresent(used);
    }

    /** The last bytes of what came before and what comes now. */
    private static byte[] tail(byte[] before, byte[] piece, int count) {
        if (count >= PIECE) {
            return Arrays.copyOfRange(piece, count - PIECE, count);
        }
        int kept = Math.min(before.length, PIECE - count);
        byte[] tail =
                Arrays.copyOf(
                        Arrays.copyOfRange(before, before.length - kept, before.length),
                        kept + count);
        System.arraycopy(piece, 0, tail, kept, count);
        return tail;
    }

    /** The last usage that a part of an answer tells whole. */
    private Optional<ModelAnswer> usage(byte[] part) {
        String text = new String(part, StandardCharsets.UTF_8);
        int member = text.lastIndexOf(USAGE);
        int from = member < 0 ? -1 : text.indexOf('{', member);
        if (from < 0 || !text.substring(member + USAGE.length(), from).matches("\\s*:\\s*")) {
            return Optional.empty();
        }
        int depth = 0;
        for (int at = from; at < text.length(); at++) {
            depth += text.charAt(at) == '{' ? 1 : text.charAt(at) == '}' ? -1 : 0;
            if (depth == 0) {
                return JsonTree.readObject(Payload.of(text.substring(from, at + 1)))
                        .map(usage -> new JsonObject().put("usage", usage))
                        .map(json -> new ModelAnswer(operation, json));
            }
        }
        return Optional.empty();
    }
}
