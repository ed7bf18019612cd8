/** Secrets, and how they are kept on disk. */
@NullMarked
package dev.ringback.server.vault;

import org.jspecify.annotations.NullMarked;
