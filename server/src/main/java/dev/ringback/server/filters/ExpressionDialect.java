package dev.ringback.server.filters;

/** For whom an expression is written. */
enum ExpressionDialect {
    /** What an endpoint wants: CEL, of which a part that is not there is a failure. */
    ENDPOINT,
    /** What SDKs of functions write: what is not there is a value, and much is forgiven. */
    FUNCTION
}
