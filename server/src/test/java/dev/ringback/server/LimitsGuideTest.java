package dev.ringback.server;

import static dev.ringback.server.LimitsGuide.bytes;
import static dev.ringback.server.LimitsGuide.count;
import static dev.ringback.server.LimitsGuide.time;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.engine.Engine;
import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.policy.EngineLimits;
import dev.ringback.kernel.policy.RetryAfter;
import dev.ringback.kernel.policy.RetrySchedule;
import dev.ringback.net.http.HttpLimits;
import dev.ringback.net.http.multipart.MultipartLimits;
import dev.ringback.net.json.Strictness;
import dev.ringback.net.wire.WireOptions;
import dev.ringback.protocol.PredictionSecret;
import dev.ringback.server.access.Keys;
import dev.ringback.server.access.Leftovers;
import dev.ringback.server.access.RequestRate;
import dev.ringback.server.api.surface.ApiLimits;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.ExtraHeaders;
import dev.ringback.server.events.OperationalTypes;
import dev.ringback.server.filters.Filter;
import dev.ringback.server.functions.events.EventBodies;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.operations.Replays;
import dev.ringback.server.schemas.Schemas;
import dev.ringback.server.transforms.TransformScript;
import dev.ringback.server.upstreams.TaskRules;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamWire;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The guide to the limits says what the code does. */
class LimitsGuideTest {

    private static final HttpLimits HTTP = HttpLimits.DEFAULT;
    private static final MultipartLimits FORM = MultipartLimits.DEFAULT;
    private static final WireOptions WIRE = WireOptions.DEFAULT;
    private static final EngineLimits ENGINE = EngineLimits.DEFAULT;

    private static final Map<String, String> BOUNDS =
            Map.ofEntries(
                    entry("open connections", count(HTTP.crowd().connections())),
                    entry(
                            "open connections of one address, or of one IPv6 network of 64 bits",
                            count(HTTP.crowd().ofOneAddress())),
                    entry(
                            "requests of one address that have begun to arrive and are not there"
                                    + " yet",
                            count(HTTP.crowd().unfinished())),
                    entry(
                            "requests that are there and being answered at once",
                            count(HTTP.maxRequests())),
                    entry("first line of a request", bytes(HTTP.maxRequestLine())),
                    entry("header section of a request", bytes(HTTP.maxHeaders())),
                    entry("time for a request to arrive", paced(HTTP.patience().request())),
                    entry(
                            "time the peer may refuse to take an answer",
                            paced(HTTP.patience().write())),
                    entry(
                            "time a kept connection waits for the next request",
                            time(HTTP.patience().idle())),
                    entry("body of a request under `/api/v1`", bytes(ApiLimits.BODY)),
                    entry("body that publishes events", bytes(ApiLimits.EVENTS_BODY)),
                    entry(
                            "body of a request to a model, a group's and a prediction's too",
                            bytes(ModelRequest.LONGEST)),
                    entry("parts of a form", count(FORM.parts())),
                    entry("headers of a part of a form", count(FORM.headers())),
                    entry("bytes of the headers of a part of a form", bytes(FORM.headerBytes())),
                    entry("characters of a name or filename in a form", count(FORM.name())),
                    entry(
                            "depth of JSON in a request under `/api/v1`",
                            count(Strictness.REQUEST.depth())),
                    entry(
                            "characters of a number in JSON in a request under `/api/v1`",
                            count(Strictness.REQUEST.longestNumber())),
                    entry(
                            "members of one object in a request under `/api/v1`, data aside",
                            count(Strictness.REQUEST.members())),
                    entry("data of one event", bytes(ApiLimits.EVENT_DATA)),
                    entry("events in one request", count(ApiLimits.EVENTS_PER_REQUEST)),
                    entry(
                            "bytes of one event that an SDK of functions sends",
                            bytes(EventBodies.MOST_BYTES)),
                    entry("events in one request of such an SDK", count(EventBodies.MOST)),
                    entry("characters of an event's id", count(EventId.MAX_LENGTH)),
                    entry("characters of an event's subject", count(ApiLimits.SUBJECT)),
                    entry("entries of a page", count(ApiLimits.MAX_PAGE)),
                    entry("keys of a project that are good", count(ApiLimits.KEYS)),
                    entry("requests a minute that a key may be limited to", count(RequestRate.MAX)),
                    entry(
                            "time in which a deleted project is looked at again for what came late",
                            time(Leftovers.LATE)),
                    entry("time a key that has ended is listed", time(Keys.ENDED_KEPT)),
                    entry("projects", count(ApiLimits.PROJECTS)),
                    entry("events that one replay names", count(ApiLimits.REPLAY_EVENTS)),
                    entry(
                            "replays of a project at the same time",
                            count(ApiLimits.REPLAYS_RUNNING)),
                    entry("replays of a project that are kept", count(Replays.MOST)),
                    entry("endpoints of a project", count(ApiLimits.ENDPOINTS)),
                    entry(
                            "endpoints of a project that name `delivery.dead` or"
                                    + " `endpoint.disabled`",
                            count(OperationalTypes.MAX_NAMING)),
                    entry("globs of an endpoint", count(ApiLimits.EVENT_TYPES)),
                    entry("characters of a filter", count(Filter.MAX_LENGTH)),
                    entry(
                            "characters of a [transform](transforms.md)",
                            count(TransformScript.MAX_LENGTH)),
                    entry("bytes of a schema", count(Schemas.MAX_BYTES)),
                    entry("values of a payload that a schema judges", count(Schemas.MAX_VALUES)),
                    entry("steps of a judgement", count(Schemas.MAX_STEPS)),
                    entry("depth of a filter", count(Filter.MAX_DEPTH)),
                    entry("steps of a filter, for one event", count(Filter.MAX_STEPS)),
                    entry(
                            "bytes that a filter reads for one event, those it makes four times",
                            bytes(Filter.MAX_BYTES)),
                    entry("extra headers", count(ExtraHeaders.MAX)),
                    entry("characters of an extra header", count(ExtraHeaders.MAX_VALUE)),
                    entry("secrets that sign at the same time", count(ApiLimits.SECRETS)),
                    entry("time a rotated secret goes on signing", time(ApiLimits.OVERLAP)),
                    entry(
                            "timeout of an attempt",
                            time(ApiLimits.MIN_TIMEOUT) + " to " + time(Endpoint.MAX_TIMEOUT)),
                    entry(
                            "deliveries to one endpoint at the same time",
                            count(ApiLimits.MAX_IN_FLIGHT)),
                    entry(
                            "deliveries at the same time to one host that jobs named",
                            count(DirectWebhook.MAX_IN_FLIGHT)),
                    entry(
                            "characters of a secret that a job names",
                            count(PredictionSecret.MAX_CHARS)),
                    entry("delays of a retry schedule", count(RetrySchedule.MAX_DELAYS)),
                    entry("longest delay of a retry schedule", time(RetrySchedule.MAX_DELAY)),
                    entry("wait that a `Retry-After` may ask for", time(RetryAfter.MAX)),
                    entry(
                            "bytes of an answer that are kept with its attempt",
                            bytes(Attempt.EXCERPT)),
                    entry("head of an answer", bytes(WIRE.headBytes())),
                    entry("headers of an answer", count(WIRE.headerCount())),
                    entry(
                            "time the body of an answer to a delivery is waited for, once its head"
                                    + " is there",
                            time(WIRE.bodyGrace())),
                    entry(
                            "age of a connection that is used again",
                            WIRE.greatestAge().toMinutes() + " min"),
                    entry("kept connections to one host", count(WIRE.idlePerHost())),
                    entry("kept connections together", count(WIRE.idleTotal())),
                    entry(
                            "kept connections to model servers",
                            count(WireOptions.FEW_HOSTS.idleTotal())),
                    entry(
                            "time a model server has for an answer, when `upstream-timeout` says"
                                    + " nothing",
                            Upstream.DEFAULT_TIMEOUT.toMinutes() + " min"),
                    entry(
                            "time a task may take at a model server that calls back, when"
                                    + " `upstream-deadline` says nothing",
                            TaskRules.DEADLINE.toHours() + " h"),
                    entry(
                            "requests that one model server is given at the same time, when"
                                    + " `upstream-concurrency` says nothing",
                            count(Upstream.DEFAULT_CONCURRENCY)),
                    entry(
                            "clients that wait for one model server",
                            count(UpstreamWire.MOST_CLIENTS)),
                    entry("time a client waits for a free place", time(UpstreamWire.PATIENCE)),
                    entry(
                            "changes of requests that wait to be committed",
                            count(ENGINE.queuedChanges())),
                    entry("time a request waits for its commit", time(Engine.COMMIT_WAIT)),
                    entry("changes that share a commit", count(ENGINE.batchChanges())),
                    entry("bytes that share a commit", bytes(ENGINE.batchBytes())),
                    entry(
                            "deliveries of an endpoint that are held in memory",
                            count(ENGINE.window())),
                    entry("calls that run at the same time", count(ENGINE.running())));

    @Test
    void theGuideSaysWhatTheCodeDoes() {
        assertThat(LimitsGuide.bounds()).containsAllEntriesOf(BOUNDS);
    }

    private static String paced(Duration duration) {
        return time(duration)
                + ", and a second more for every "
                + bytes(HTTP.patience().bytesPerSecond());
    }
}
