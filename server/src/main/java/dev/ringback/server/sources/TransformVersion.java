package dev.ringback.server.sources;

import dev.ringback.kernel.model.Sequence;
import dev.ringback.server.transforms.TransformScript;
import java.time.Instant;

/**
 * A version of a source's transform.
 *
 * @param number from 1; each change of the script makes another
 * @param script its text
 * @param createdAt since when it is the source's
 */
public record TransformVersion(int number, TransformScript script, Instant createdAt) {

    /** The kind of the documents that keep all versions. */
    public static final String KIND = "transform";

    /** The id of the document that keeps a version. */
    public static String id(Source source, int number) {
        return prefix(source) + Sequence.text("", number);
    }

    /** What the ids of a source's begin with. */
    public static String prefix(Source source) {
        return source.id() + ":";
    }
}
