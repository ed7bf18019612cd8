/** Whether the stub of a model server does what tests rely on. */
@NullMarked
package dev.ringback.testkit.upstream;

import org.jspecify.annotations.NullMarked;
