package dev.ringback.kernel.port;

/**
 * The port that says whether this process may act on what is on disk. Where several processes share
 * a database one of them owns it; the store refuses the commits of all others, and this tells
 * before a commit does.
 */
@FunctionalInterface
public interface Ownership {

    /** Of a process whose data nobody else can open. */
    Ownership ALWAYS = () -> true;

    /**
     * Whether calls may be started now. False while it is in doubt: then nothing is to be started
     * until it is certain again. Asked often, by any thread; it answers from memory.
     */
    boolean holds();
}
