package dev.ringback.server.integration;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The sources of a tenant, and Stripe as the provider. */
record ReceivingSite(Tenant tenant) {

    static final String SECRET = "whsec_a_secret_of_stripe";
    static final String PAID =
            "{'id':'evt_1','type':'invoice.paid','created':1764490000,"
                    + "'data':{'object':{'id':'in_1'}}}";

    Api api() {
        return tenant.api();
    }

    Answer source(String settings) {
        return tenant.api().post("/api/v1/sources", settings).expect(201);
    }

    /** Stripe's, with a transform. */
    Answer transforming(String script) {
        return source(
                "{'provider':'stripe','secrets':['%s'],'transform':'%s'}"
                        .formatted(SECRET, script));
    }

    Answer stripe() {
        return source("{'provider':'stripe','secrets':['" + SECRET + "']}");
    }

    static WebhookSender sender(Answer source) {
        return new WebhookSender("stripe", source.text("url"), SECRET);
    }

    static String path(Answer source) {
        return "/api/v1/sources/" + source.text("id");
    }

    JsonNode rejected(Answer source) {
        return tenant.api().get(path(source) + "/rejected").expect(200).json().path("data");
    }

    List<String> reasons(Answer source) {
        List<String> reasons = new ArrayList<>();
        rejected(source).forEach(each -> reasons.add(each.path("reason").asString()));
        return reasons;
    }

    JsonNode events(String query) {
        return tenant.api().read("/api/v1/events?limit=100" + query).json().path("data");
    }

    /** The types of all events, the newest first. */
    List<String> types() {
        List<String> types = new ArrayList<>();
        events("").forEach(each -> types.add(each.path("type").asString()));
        return types;
    }

    /** All about an event that a list shows. */
    JsonNode event(JsonNode listed) {
        String id = listed.path("id").asString();
        return tenant.api().get("/api/v1/events/" + id).expect(200).json();
    }
}
