package dev.ringback.server.schemas;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * JSON pointers (RFC 6901). The library cuts references at their first number sign, also where it
 * made them itself, so a name that holds one is led to by another character, which nobody uses.
 */
final class Pointers {

    private static final char STAND_IN = '\uE023';
    private static final String ENCODED_STAND_IN = "%EE%80%A3";

    private Pointers() {}

    /** One step, as the library gets to see it. */
    static String step(Object step) {
        String text = step.toString();
        String escaped = "/" + text.replace("~", "~0").replace("/", "~1");
        return escaped.replace('#', STAND_IN);
    }

    /** A pointer of the library as people know it. */
    static String known(String pointer) {
        return pointer.replace(STAND_IN, '#');
    }

    /** A reference as the library understands it: it takes plus signs for blanks. */
    static String reference(String text) {
        return text.replace("+", "%2B").replace("%23", ENCODED_STAND_IN);
    }

    /** What the fragment of a reference says. */
    static String decoded(String fragment) {
        return URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** A step without its escapes. */
    static String unescaped(String step) {
        return step.replace("~1", "/").replace("~0", "~");
    }
}
