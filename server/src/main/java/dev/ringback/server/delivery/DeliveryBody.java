package dev.ringback.server.delivery;

import dev.ringback.kernel.model.Payload;

/**
 * The body of a delivery.
 *
 * @param payload the bytes that are signed and sent
 * @param contentType their media type
 */
record DeliveryBody(Payload payload, String contentType) {}
