/** Tests of json. */
@NullMarked
package dev.ringback.net.json;

import org.jspecify.annotations.NullMarked;
