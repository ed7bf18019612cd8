/** The way to topics of Kafka; the only room that knows its client. */
@NullMarked
package dev.ringback.kafka;

import org.jspecify.annotations.NullMarked;
