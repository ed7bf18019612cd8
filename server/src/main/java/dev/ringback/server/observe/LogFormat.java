package dev.ringback.server.observe;

/** How log lines are written. */
public enum LogFormat {
    /** For people: {@code time LEVEL message key=value ...}. */
    TEXT,
    /** For machines: one JSON object per line. */
    JSON
}
