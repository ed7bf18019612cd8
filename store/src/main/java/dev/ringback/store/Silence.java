package dev.ringback.store;

import java.net.SocketTimeoutException;
import java.sql.SQLTransientConnectionException;

/** A database that does not answer, as against one that refuses what it is asked. */
final class Silence {

    private Silence() {}

    /** Whether that is why something failed. */
    static boolean in(Throwable failure) {
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
