package dev.ringback.kernel.memory;

import dev.ringback.kernel.model.Room;
import java.util.function.Supplier;

/**
 * The room in memory of what a thread does for somebody: of the request that it answers, or of the
 * call that it prepares. It is asked for by whoever reads or builds something large on the way. On
 * other threads nothing is asked.
 */
public final class RoomOfThread {

    private static final ScopedValue<Room> ROOM = ScopedValue.newInstance();

    private RoomOfThread() {}

    /**
     * Takes room for so many bytes that are about to be held until the work is done.
     *
     * @throws NoRoomException when there is none
     */
    public static void take(long bytes) {
        if (bytes > 0 && ROOM.isBound() && !ROOM.get().grow(bytes)) {
            throw new NoRoomException();
        }
    }

    /** Does work for somebody who has this room. */
    public static <T> T within(Room room, Supplier<T> work) {
        return ScopedValue.where(ROOM, room).call(work::get);
    }
}
