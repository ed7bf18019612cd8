package dev.ringback.net.http.multipart;

/**
 * The bounds of a multipart body, besides that of the body as a whole.
 *
 * @param parts most parts, at least 1
 * @param headers most headers of a part, at least 1
 * @param headerBytes longest headers of a part together, 64 bytes to 16 KiB
 * @param name longest name or filename of a part, in characters, at least 1
 */
public record MultipartLimits(int parts, int headers, int headerBytes, int name) {

    /** Several times what known clients send. */
    public static final MultipartLimits DEFAULT = new MultipartLimits(20, 10, 8 * 1024, 255);

    public MultipartLimits {
        if (parts < 1 || headers < 1 || name < 1) {
            throw new IllegalArgumentException("a limit is below 1");
        }
        if (headerBytes < 64 || headerBytes > 16 * 1024) {
            throw new IllegalArgumentException("headerBytes is out of bounds: " + headerBytes);
        }
    }
}
