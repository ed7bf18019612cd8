/**
 * Keys, digests and signatures of all the kinds that providers use, by the Java runtime's own
 * implementations.
 *
 * <p>A key that cannot be read is absent, and a signature that cannot be checked is wrong: nothing
 * here throws for what a stranger sent.
 */
@NullMarked
package dev.ringback.protocol.providers.keys;

import org.jspecify.annotations.NullMarked;
