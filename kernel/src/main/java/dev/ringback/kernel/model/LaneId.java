package dev.ringback.kernel.model;

/**
 * Names a lane: the queue of calls to one endpoint, one upstream or one host. Calls of one lane
 * share its limits and never wait for another lane.
 *
 * @param value 1 to 160 characters of {@code [A-Za-z0-9_.:-]}: an endpoint's id, {@code
 *     upstream:NAME:LINE:PROJECT}, or {@code direct:PROJECT:HASH} for a host that requests named
 */
public record LaneId(String value) {

    /** How many partitions the calls are spread over. */
    public static final int PARTITIONS = 64;

    public LaneId {
        Names.require("lane", value, 160, true);
    }

    /** The partition of this lane's calls, 0 to 63; never changes for a given lane. */
    public int partition() {
        // Multiplied by 2^32 over the golden ratio (Knuth, section 6.4), so that names which differ
        // in their last digits only spread as well; the upper six bits are the best of the product.
        return (value.hashCode() * 0x9E3779B9) >>> 26;
    }

    @Override
    public String toString() {
        return value;
    }
}
