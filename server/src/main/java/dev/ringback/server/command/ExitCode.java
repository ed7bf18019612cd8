package dev.ringback.server.command;

/** The exit codes of commands. */
final class ExitCode {

    /** It did what was asked. */
    static final int OK = 0;

    /** It could not: the port is taken, the database cannot be reached, no webhook came. */
    static final int FAILED = 1;

    /** It was asked wrongly: an unknown flag, a value that makes no sense. */
    static final int USAGE = 2;

    private ExitCode() {}
}
