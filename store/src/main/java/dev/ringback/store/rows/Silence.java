package dev.ringback.store.rows;

import java.net.SocketTimeoutException;
import java.sql.SQLTransientConnectionException;

/** A database that does not answer, as against one that refuses what it is asked. */
public final class Silence {

    private Silence() {}

    /** Whether that is why something failed. */
    public static boolean in(Throwable failure) {
        Throwable each = failure;
        while (each != null) {
            if (each instanceof SocketTimeoutException
                    || each instanceof SQLTransientConnectionException) {
                return true;
            }
            each = each.getCause();
        }
        return false;
    }
}
