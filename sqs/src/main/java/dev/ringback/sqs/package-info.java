/** The way to queues of Amazon SQS; the only room that knows its client. */
@NullMarked
package dev.ringback.sqs;

import org.jspecify.annotations.NullMarked;
