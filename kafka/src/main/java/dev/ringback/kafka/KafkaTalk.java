package dev.ringback.kafka;

import dev.ringback.net.wire.CheckedSocket;
import dev.ringback.net.wire.queue.QueueProtocol.RefusedException;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.apache.kafka.clients.NodeApiVersions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ApiVersionsRequest;
import org.apache.kafka.common.requests.ApiVersionsResponse;
import org.apache.kafka.common.requests.RequestHeader;

/** A broker, question by question, over one connection. */
public final class KafkaTalk {

    private static final String CLIENT = "ringback";

    /** Bytes of an answer that is no records. */
    static final int SHORT = 4 << 20;

    private final KafkaPlace place;
    private final DataInputStream in;
    private final OutputStream out;
    private NodeApiVersions versions = NodeApiVersions.create();
    private int count;

    private KafkaTalk(CheckedSocket socket, KafkaPlace place) throws IOException {
        this.place = place;
        this.in = new DataInputStream(socket.socket().getInputStream());
        this.out = socket.socket().getOutputStream();
    }

    /** Begins: says who it is, and learns what the broker speaks. */
    static KafkaTalk begin(CheckedSocket socket, KafkaPlace place)
            throws IOException, RefusedException {
        var talk = new KafkaTalk(socket, place);
        ApiVersionsResponse known =
                talk.answer(
                        new ApiVersionsRequest.Builder((short) 0).build((short) 0),
                        ApiVersionsResponse.class,
                        SHORT);
        KafkaRefusals.check(known.data().errorCode(), null);
        talk.versions = NodeApiVersions.create(known.data().apiKeys());
        KafkaLogin.tell(talk, place.who());
        return talk;
    }

    KafkaPlace place() {
        return place;
    }

    /** Asks what is answered shortly. */
    <T extends AbstractResponse> T ask(
            AbstractRequest.Builder<?> request, int latest, Class<T> answer)
            throws IOException, RefusedException {
        return ask(request, latest, answer, SHORT);
    }

    /**
     * Asks in the latest version that both know.
     *
     * @param latest the version past which topics have no names
     * @param most bytes of the answer
     */
    <T extends AbstractResponse> T ask(
            AbstractRequest.Builder<?> request, int latest, Class<T> answer, int most)
            throws IOException, RefusedException {
        short version = version(request, latest);
        return answer(request.build(version), answer, most);
    }

    private short version(AbstractRequest.Builder<?> request, int latest) throws RefusedException {
        try {
            return versions.latestUsableVersion(
                    request.apiKey(),
                    request.oldestAllowedVersion(),
                    (short) Math.min(latest, request.latestAllowedVersion()));
        } catch (UnsupportedVersionException e) {
            throw new RefusedException(505, String.valueOf(e.getMessage()), true);
        }
    }

    private <T extends AbstractResponse> T answer(AbstractRequest asked, Class<T> kind, int most)
            throws IOException {
        ApiKeys key = asked.apiKey();
        var header = new RequestHeader(key, asked.version(), CLIENT, count++);
        ByteBuffer bytes = asked.serializeWithHeader(header);
        ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + bytes.remaining());
        frame.putInt(bytes.remaining()).put(bytes);
        out.write(frame.array());
        out.flush();
        try {
            return kind.cast(AbstractResponse.parseResponse(frame(most), header));
        } catch (KafkaException | IllegalArgumentException | IllegalStateException e) {
            throw new IOException("what it says is none of Kafka's", e);
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IOException("what it says breaks off", e);
        }
    }

    private ByteBuffer frame(int most) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > most) {
            throw new IOException("an answer of %d bytes is none of Kafka's".formatted(size));
        }
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new IOException("the answer breaks off");
        }
        return ByteBuffer.wrap(bytes);
    }
}
