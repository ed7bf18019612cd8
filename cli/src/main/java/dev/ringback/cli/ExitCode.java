package dev.ringback.cli;

/** The exit codes of commands. */
public final class ExitCode {

    /** It did what was asked. */
    public static final int OK = 0;

    /** It could not: the port is taken, the database cannot be reached, no webhook came. */
    public static final int FAILED = 1;

    /** It was asked wrongly: an unknown flag, a value that makes no sense. */
    public static final int USAGE = 2;

    private ExitCode() {}
}
