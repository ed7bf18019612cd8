package dev.ringback.protocol.providers;

/** What would have made a rejected request right: the usual reasons why a signature differs. */
public enum NearMiss {
    /** The secret as it is configured has blanks around it. */
    SECRET_TRIMMED("the source's secret without the blanks around it signed this"),
    /** A secret that is not valid any more. */
    OLDER_SECRET("a secret that the source had before signed this"),
    /** Hex where the scheme says base64, or the other way round. */
    OTHER_ENCODING("the signature is right in the other encoding, of hex and base64"),
    /** Something before the receiver cut off the end of the body. */
    NEWLINE_ADDED("with a newline at its end the body is the one that was signed"),
    /** Something before the receiver, or the sender, added an end to the body. */
    NEWLINE_TRIMMED("without the newline at its end the body is the one that was signed"),
    /** The sender packed the body after it was signed. */
    UNPACKED("unpacked, the body is the one that was signed"),
    /** The scheme says that bodies are unpacked before they are verified, in vain. */
    PACKED("as it came, and not unpacked, the body is the one that was signed"),
    /** The body was read and written anew, without blanks. */
    JSON_COMPACT("as JSON without blanks the body is the one that was signed"),
    /** The body was read and written anew, with a blank after commas and colons. */
    JSON_SPACED("as JSON with a blank after commas and colons the body is the one that was signed"),
    /** The URL that is configured at the provider is not the source's public one. */
    OTHER_URL(
            "with or without https, its query or a slash at its end the URL is the one that was"
                    + " signed");

    private final String words;

    NearMiss(String words) {
        this.words = words;
    }

    /** The sentence for the owner of the source. */
    public String words() {
        return words;
    }
}
