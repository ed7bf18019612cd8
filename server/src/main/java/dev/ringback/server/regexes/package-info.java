/** Regular expressions of strangers over texts of strangers. The only package that knows RE2. */
@NullMarked
package dev.ringback.server.regexes;

import org.jspecify.annotations.NullMarked;
