/** The kind of call that owes one event to one endpoint: formats, signatures, readiness. */
@NullMarked
package dev.ringback.server.delivery;

import org.jspecify.annotations.NullMarked;
