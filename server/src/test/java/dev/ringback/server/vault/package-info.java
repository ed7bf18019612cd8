/** Tests of vault. */
@NullMarked
package dev.ringback.server.vault;

import org.jspecify.annotations.NullMarked;
