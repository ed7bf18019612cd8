/** Tests of server/files. */
@NullMarked
package dev.ringback.server.files;

import org.jspecify.annotations.NullMarked;
