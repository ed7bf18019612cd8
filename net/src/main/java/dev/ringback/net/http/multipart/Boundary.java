package dev.ringback.net.http.multipart;

import dev.ringback.net.http.BodyRefused;
import dev.ringback.net.http.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The boundary that the content type of a multipart body names. */
final class Boundary {

    /** RFC 2046 section 5.1.1: 1 to 70 characters, the last of them no blank. */
    private static final Pattern FIT =
            Pattern.compile("[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]");

    private Boundary() {}

    static String of(Optional<String> contentType) throws BodyRefused {
        Optional<HeaderValue> type = contentType.flatMap(HeaderValue::parse);
        if (type.isEmpty() || !type.get().value().equals("multipart/form-data")) {
            throw new BodyRefused(
                    new Refusal(
                            415,
                            "unsupported_media_type",
                            "The Content-Type must be multipart/form-data, with a boundary.",
                            List.of()));
        }
        return type.get()
                .parameter("boundary")
                .filter(boundary -> FIT.matcher(boundary).matches())
                .orElseThrow(() ->
                        MultipartReader.refused(
                                "has no fit boundary in its Content-Type: 1 to 70 letters, digits"
                                        + " and some punctuation"));
    }
}
