package dev.ringback.kernel.model;

/** Gives room in memory to what arrives, before it is held. */
@FunctionalInterface
public interface Room {

    /** Room that has been taken for all that may arrive. */
    Room TAKEN = _ -> true;

    /** Takes room for so many bytes more; may wait. False when there is none. */
    boolean grow(long bytes);
}
