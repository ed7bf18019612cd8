/** Tests of commit. */
@NullMarked
package dev.ringback.kernel.commit;

import org.jspecify.annotations.NullMarked;
