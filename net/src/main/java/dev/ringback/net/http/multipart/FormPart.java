package dev.ringback.net.http.multipart;

import dev.ringback.net.http.BodyRefused;
import dev.ringback.net.json.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One field of a form.
 *
 * @param name of the field; other parts may have the same
 * @param filename of a file, as the sender wrote it: to be shown, never to be used as a path; empty
 *     for a field that is no file
 * @param contentType of the content, if it was given
 * @param content to be read before the next part is asked for, or never
 */
public record FormPart(
        String name, Optional<String> filename, Optional<String> contentType, InputStream content) {

    /**
     * The content of a small field.
     *
     * @param most bytes
     * @throws BodyRefused when it is longer, or is not UTF-8
     */
    public String text(int most) throws IOException {
        byte[] bytes = content.readNBytes(most);
        if (content.read() >= 0) {
            throw MultipartReader.refused(
                    "has a field \"" + name + "\" that is longer than " + most + " bytes");
        }
        if (Utf8.firstInvalid(bytes) >= 0) {
            throw MultipartReader.refused("has a field \"" + name + "\" that is not valid UTF-8");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
