/** OpenAI's files: uploaded, kept in parts, listed, read and removed. */
@NullMarked
package dev.ringback.server.files;

import org.jspecify.annotations.NullMarked;
