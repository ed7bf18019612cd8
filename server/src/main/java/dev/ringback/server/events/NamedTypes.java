package dev.ringback.server.events;

import dev.ringback.protocol.EventTypeGlob;

/**
 * The rule about types that are told only to endpoints that name them. There are two reasons for
 * one: what goes wrong at one endpoint is no business of others, and what the server says of
 * functions comes with each of their runs, and would flood whoever asked for all there is.
 */
public final class NamedTypes {

    private NamedTypes() {}

    /** Whether a type is told only to those who name it. */
    public static boolean is(String type) {
        return OperationalTypes.is(type) || FunctionTypes.is(type);
    }

    /** Whether a pattern names this one: it matches, and has its first word, so {@code *} not. */
    public static boolean isNamed(String type, EventTypeGlob glob) {
        return glob.pattern().startsWith(firstWord(type)) && glob.matches(type);
    }

    private static String firstWord(String type) {
        int end = 0;
        while (end < type.length() && type.charAt(end) != '.' && type.charAt(end) != '/') {
            end++;
        }
        return type.substring(0, Math.min(type.length(), end + 1));
    }
}
