/** The way to queues of a real server that speaks SQS. */
@NullMarked
package dev.ringback.sqs;

import org.jspecify.annotations.NullMarked;
