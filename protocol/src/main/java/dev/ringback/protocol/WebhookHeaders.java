package dev.ringback.protocol;

/** Names of the HTTP headers that a webhook carries. HTTP header names ignore case. */
public final class WebhookHeaders {

    /**
     * The message id: the same on every attempt, so receivers can drop duplicates. Source: Standard
     * Webhooks specification 1.0.0.
     */
    public static final String ID = "webhook-id";

    /**
     * The time of the attempt in whole seconds since 1970-01-01T00:00Z. Source: Standard Webhooks
     * specification 1.0.0.
     */
    public static final String TIMESTAMP = "webhook-timestamp";

    /**
     * The signatures: {@code version,base64} entries with one space between them. Source: Standard
     * Webhooks specification 1.0.0.
     */
    public static final String SIGNATURE = "webhook-signature";

    /** Svix's older name of {@link #ID}. Read when verifying, never sent. */
    public static final String SVIX_ID = "svix-id";

    /** Svix's older name of {@link #TIMESTAMP}. Read when verifying, never sent. */
    public static final String SVIX_TIMESTAMP = "svix-timestamp";

    /** Svix's older name of {@link #SIGNATURE}. Read when verifying, never sent. */
    public static final String SVIX_SIGNATURE = "svix-signature";

    /** The event type, on every inference webhook. Source: inference.net webhook documentation. */
    public static final String INFERENCE_EVENT = "X-Inference-Event";

    /**
     * The receiving endpoint's id, on every inference webhook. Source: inference.net webhook
     * documentation.
     */
    public static final String INFERENCE_WEBHOOK_ID = "X-Inference-Webhook-ID";

    /**
     * The generation that ended, on generation and embedding events. Source: inference.net webhook
     * documentation.
     */
    public static final String INFERENCE_GENERATION_ID = "X-Inference-Generation-ID";

    /** The group that ended, on group events. Source: inference.net webhook documentation. */
    public static final String INFERENCE_GROUP_ID = "X-Inference-Group-ID";

    /**
     * The signature of a prediction's webhook: {@code t=<seconds>,v1=<hex>}. Source: WriftAI's
     * guide to verifying webhooks.
     */
    public static final String PREDICTION_SIGNATURE = "wriftai-webhook-signature";

    private WebhookHeaders() {}
}
