package dev.ringback.net.wire;

/**
 * An HTTP exchange whose response head has been read, and whose body has not.
 *
 * @param exchange the request
 * @param connection still used by it alone
 * @param head status, headers, framing
 * @param body not yet read
 */
record OpenExchange(Exchange exchange, Connection connection, ResponseHead head, BodyStream body) {

    /** Whether the connection could be kept if the answer were read to its end. */
    boolean isKeepable() {
        return head.keepAlive() && !connection.closed();
    }

    /**
     * Keeps the connection for the next request when this answer was read to its end, not a byte
     * more has arrived, and the peer agrees; closes it otherwise.
     */
    void release(ConnectionPool pool) {
        boolean reusable = body.ended() && head.keepAlive() && connection.buffered() == 0;
        if (connection.disarm() && reusable && !connection.closed()) {
            pool.give(connection);
        } else {
            connection.close();
        }
    }
}
