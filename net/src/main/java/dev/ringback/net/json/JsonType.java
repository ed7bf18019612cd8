package dev.ringback.net.json;

/** What a JSON value is; its first byte says so. */
public enum JsonType {
    TEXT,
    NUMBER,
    BOOL,
    NULL,
    OBJECT,
    ARRAY;

    static JsonType of(byte first) {
        return switch (first) {
            case '"' -> TEXT;
            case '{' -> OBJECT;
            case '[' -> ARRAY;
            case 't', 'f' -> BOOL;
            case 'n' -> NULL;
            default -> NUMBER;
        };
    }
}
