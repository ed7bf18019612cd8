package dev.ringback.server.logs;

/** The format of log lines. */
public enum LogFormat {
    /** For people: {@code time LEVEL message key=value ...}. */
    TEXT,
    /** For machines: one JSON object per line. */
    JSON
}
