@NullMarked
package dev.ringback.rabbitmq;

import org.jspecify.annotations.NullMarked;
