package dev.ringback.server.delivery;

import dev.ringback.kernel.Payload;

/**
 * What a delivery carries.
 *
 * @param payload the bytes that are signed and sent
 * @param contentType their media type
 */
record Body(Payload payload, String contentType) {}
