/** Several processes on one PostgreSQL database: who owns it, signs of life, and how to connect. */
@NullMarked
package dev.ringback.store.node;

import org.jspecify.annotations.NullMarked;
