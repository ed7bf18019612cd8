package dev.ringback.server.sources;

import dev.ringback.net.wire.guard.Network;
import dev.ringback.protocol.EventTypeGlob;
import dev.ringback.protocol.providers.Provider;
import dev.ringback.protocol.providers.Providers;
import dev.ringback.protocol.providers.Scheme;
import dev.ringback.protocol.providers.request.EventFacts;
import dev.ringback.protocol.providers.request.FetchedKeys;
import dev.ringback.protocol.providers.request.MalformedSchemeException;
import dev.ringback.protocol.providers.request.SchemeContext;
import dev.ringback.protocol.providers.request.Trust;
import dev.ringback.server.events.InternalEvents;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A source with what is worked out of it once per revision.
 *
 * @param provider of the catalogue; empty when its owner declared the scheme
 * @param scheme how its requests are verified and read
 * @param context what else the scheme needs
 */
public record LiveSource(
        Source source,
        Optional<Provider> provider,
        Scheme scheme,
        SchemeContext context,
        List<Network> allowIps,
        List<EventTypeGlob> allowTypes,
        List<EventTypeGlob> denyTypes) {

    /** Where the door to sources is. */
    public static final String PATH = "/in/";

    /** The type of events of a custom source that say none. */
    public static final String RECEIVED = "webhook/received";

    /** The type of callbacks of upstreams. */
    public static final String CALLED_BACK = InternalEvents.type("inference.called_back");

    /**
     * Works it out.
     *
     * @throws MalformedSchemeException when its scheme or context is none
     */
    public static LiveSource of(Source source) {
        SourceTrust trust = source.trust();
        Optional<Provider> provider =
                trust.scheme().isPresent()
                        ? Optional.empty()
                        : Providers.builtIn().find(trust.provider());
        Scheme scheme =
                provider.map(Provider::scheme)
                        .or(() -> trust.scheme().map(Scheme::parse))
                        .or(() -> source.queue().map(_ -> Scheme.parse(SourceQueue.SCHEME)))
                        .orElseThrow(() ->
                                new MalformedSchemeException(
                                        "provider", "is not one of the catalogue"));
        return new LiveSource(
                source,
                provider,
                scheme,
                SchemeContext.parse(trust.context().reveal()),
                source.intake().allowIps().stream()
                        .flatMap(each -> Network.read(each).stream())
                        .toList(),
                globs(source.intake().allowTypes()),
                globs(source.intake().denyTypes()));
    }

    private static List<EventTypeGlob> globs(List<String> patterns) {
        return patterns.stream().map(EventTypeGlob::new).toList();
    }

    /** The same with another version of its transform. */
    public LiveSource with(TransformVersion version) {
        Source other = source.with(source.intake().with(version));
        return new LiveSource(other, provider, scheme, context, allowIps, allowTypes, denyTypes);
    }

    /** What its owner trusts at a moment. */
    public Trust trust(Instant now, FetchedKeys keys) {
        return new Trust(
                source.trust().secrets().stream()
                        .filter(each -> each.holds(now))
                        .map(each -> each.secret().reveal())
                        .toList(),
                context,
                keys,
                Authorities.OF_JAVA.get(),
                source.trust().tolerance(),
                source.intake().maxBody());
    }

    /**
     * Its URL.
     *
     * @param base by which this server is reached, unless the source has one of its own
     */
    public String url(String base) {
        String token = source.token().secret().reveal();
        return source.trust().publicUrl().orElse(base) + PATH + token;
    }

    /** All secrets, so that none is kept with what they verify, or shown. */
    public List<String> secrets() {
        return source.trust().secrets().stream().map(each -> each.secret().reveal()).toList();
    }

    /** Secrets that hold no more. */
    public List<String> earlier(Instant now) {
        return source.trust().secrets().stream()
                .filter(each -> !each.holds(now))
                .map(each -> each.secret().reveal())
                .toList();
    }

    /** Whether requests may come from an address. */
    public boolean admits(Optional<InetAddress> address) {
        return allowIps.isEmpty()
                || address.filter(from -> allowIps.stream().anyMatch(each -> each.contains(from)))
                        .isPresent();
    }

    /** Whether it takes such requests, whatever is in them; messages of queues come by no door. */
    public boolean isOpenTo(String method, Optional<InetAddress> from) {
        boolean opened = source.enabled() && admits(from) && scheme.takes(method);
        return opened || source.queue().isPresent();
    }

    /** The type of an event. Callbacks of upstreams are for the server itself. */
    public String type(EventFacts facts) {
        if (source.upstream().isPresent()) {
            return CALLED_BACK;
        }
        String own = source.intake().type();
        if (facts.eventType().isEmpty() && !own.isEmpty()) {
            return own;
        }
        return provider.map(each -> each.eventName(facts))
                .orElseGet(() ->
                        facts.eventType()
                                .map(Provider::cleanName)
                                .filter(each -> !each.isEmpty())
                                .orElse(own.isEmpty() ? unnamed() : own));
    }

    private String unnamed() {
        return source.queue().isPresent() ? source.trust().provider() + "/message" : RECEIVED;
    }

    /** Whether events of a type are taken in; globs may be about the provider's own word too. */
    public boolean takes(String type, EventFacts facts) {
        String word = facts.eventType().orElse(type);
        boolean allowed = allowTypes.isEmpty() || matches(allowTypes, type, word);
        return allowed && !matches(denyTypes, type, word);
    }

    private static boolean matches(List<EventTypeGlob> globs, String type, String word) {
        return globs.stream().anyMatch(each -> each.matches(type) || each.matches(word));
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "LiveSource[" + source.id() + "]";
    }
}
