package dev.ringback.server.functions.running;

import dev.ringback.kernel.port.Wire;

/**
 * The ways to apps.
 *
 * @param guarded to those that tenants named
 * @param unguarded to those that the operator named, wherever they are
 */
public record AppWires(Wire guarded, Wire unguarded) {

    Wire of(boolean configured) {
        return configured ? unguarded : guarded;
    }
}
