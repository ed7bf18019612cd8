/** Tests of store/node. */
@NullMarked
package dev.ringback.store.node;

import org.jspecify.annotations.NullMarked;
