package dev.ringback.server.schemas;

import java.util.List;

/** What a schema says to a payload. */
public sealed interface SchemaVerdict {

    /** It is as the schema for its type says, or there is none for its type. */
    record Fits() implements SchemaVerdict {}

    /**
     * It is not.
     *
     * @param first the first few places; at least one
     */
    record Differs(List<Misfit> first) implements SchemaVerdict {}

    /**
     * It was not found out: the budget was used up, or the payload is larger or deeper than what is
     * judged. The same payload will not be judged another time, either.
     *
     * @param words in a sentence without subject and full stop
     */
    record Unjudged(String words) implements SchemaVerdict {}

    /**
     * Where a payload is not as its schema says.
     *
     * @param pointer a JSON pointer into the payload; empty for all of it
     * @param words in a sentence without subject and full stop, such as "is integer, not string"
     */
    record Misfit(String pointer, String words) {

        /** Says both in one line. */
        @Override
        public String toString() {
            return pointer.isEmpty() ? words : pointer + ": " + words;
        }
    }
}
