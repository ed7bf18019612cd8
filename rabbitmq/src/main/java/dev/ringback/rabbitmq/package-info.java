/** The way to exchanges and queues of RabbitMQ; the only room that knows its client. */
@NullMarked
package dev.ringback.rabbitmq;

import org.jspecify.annotations.NullMarked;
