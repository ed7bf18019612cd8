/** What SDKs' own tests and tools ask for in GraphQL. */
@NullMarked
package dev.ringback.server.functions.graphql;

import org.jspecify.annotations.NullMarked;
