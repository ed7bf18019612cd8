package dev.ringback.server.schemas;

/**
 * An error in a schema.
 *
 * @param pointer where, as a JSON pointer into what was given as schema; empty for all of it
 * @param words in a sentence without subject and full stop, such as "leads to nothing"
 */
public record SchemaFault(String pointer, String words) {

    /** Says both in one line. */
    @Override
    public String toString() {
        return pointer.isEmpty() ? words : pointer + ": " + words;
    }
}
