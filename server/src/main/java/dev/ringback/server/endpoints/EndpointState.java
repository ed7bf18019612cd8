package dev.ringback.server.endpoints;

/** The state of an endpoint: enabled, paused or disabled. */
public sealed interface EndpointState {

    /** The word as JSON writes it. */
    String word();

    /** It gets events and calls. */
    record Enabled() implements EndpointState {
        @Override
        public String word() {
            return "enabled";
        }
    }

    /** It gets events; its calls wait until it is enabled again. */
    record Paused() implements EndpointState {
        @Override
        public String word() {
            return "paused";
        }
    }

    /**
     * It gets no new events; calls made before wait until it is enabled again.
     *
     * @param reason why, in words
     */
    record Disabled(String reason) implements EndpointState {
        @Override
        public String word() {
            return "disabled";
        }
    }
}
