/** Many runs of a function that are cancelled at once. */
@NullMarked
package dev.ringback.server.functions.cancelling;

import org.jspecify.annotations.NullMarked;
