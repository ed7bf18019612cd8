/** The way to topics of a real Kafka. */
@NullMarked
package dev.ringback.kafka;

import org.jspecify.annotations.NullMarked;
