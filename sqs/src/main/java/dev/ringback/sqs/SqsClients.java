package dev.ringback.sqs;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.defaultsmode.DefaultsMode;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * A client for each place. They have neither connections nor threads: what they say goes out
 * through the {@link SqsExchange} of whoever calls them. Nothing is read from the environment of
 * the process, whose keys are not those of a project.
 */
final class SqsClients implements AutoCloseable {

    /** Past it all are forgotten: cheaper than to remember which places are still in use. */
    private static final int MOST = 500;

    private final Map<SqsPlace, SqsClient> byPlace = new ConcurrentHashMap<>();

    SqsClient of(SqsPlace place) {
        if (byPlace.size() >= MOST) {
            byPlace.clear();
        }
        return byPlace.computeIfAbsent(place, SqsClients::made);
    }

    private static SqsClient made(SqsPlace place) {
        return SqsClient.builder()
                .region(Region.of(place.region()))
                .endpointOverride(place.origin())
                .credentialsProvider(credentials(place))
                .defaultsMode(DefaultsMode.STANDARD)
                .overrideConfiguration(
                        ClientOverrideConfiguration.builder()
                                .defaultProfileFile(ProfileFile.aggregator().build())
                                .defaultProfileName("none")
                                // There is one rule about retries, and it is ours.
                                .retryStrategy(AwsRetryStrategy.doNotRetry())
                                .build())
                .httpClient(new OverTheWire())
                .build();
    }

    private static AwsCredentialsProvider credentials(SqsPlace place) {
        if (place.login().isEmpty()) {
            return AnonymousCredentialsProvider.create();
        }
        String[] parts = place.login().get().split(":", 2);
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(parts[0], parts[1]));
    }

    @Override
    public void close() {
        byPlace.clear();
    }

    /** The client's way to HTTP. */
    private static final class OverTheWire implements SdkHttpClient {

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    return SqsExchange.CURRENT.get().execute(request);
                }

                @Override
                public void abort() {
                    // Whoever calls off tells the wire.
                }
            };
        }

        @Override
        public String clientName() {
            return "ringback";
        }

        @Override
        public void close() {
            // Nothing is kept.
        }
    }
}
