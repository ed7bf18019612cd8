package dev.ringback.server.predictions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictionOptionsTest {

    private static HttpRequest request(Header... headers) {
        return new HttpRequest("POST", "/", Map.of(), List.of(), List.of(headers), Payload.EMPTY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    wait=5                     | 5
                    wait = 5                   | 5
                    Wait="7"                   | 7
                    respond-async, wait=10     | 10
                    wait=10; strict=1          | 10
                    wait=3600                  | 60
                    wait=0                     | 0
                    wait                       | 60
                    respond-async, wait; x=1   | 60
                    wait=10.0                  | 10
                    wait=2.5                   | 3
                    wait=0.2                   | 1
                    wait=".5"                  | 0
                    wait=3600.5                | 60
                    wait=soon                  | 0
                    wait=-1                    | 0
                    wait=99999999999           | 0
                    await=5                    | 0
                    respond-async              | 0
                    """)
    void aPreferenceIsHeededWhereItMakesSense(String prefer, int seconds) {
        assertThat(PredictionOptions.of(request(new Header("prefer", prefer))))
                .isInstanceOfSatisfying(
                        PredictionOptions.Reading.Valid.class,
                        valid -> assertThat(valid.options().patience()).hasSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ringback.example        | http  | http://ringback.example
                    ringback.example:8288   | https | https://ringback.example:8288
                    [::1]:8288              | ftp   | http://[::1]:8288
                    a/b                     | http  | none
                    a@b                     | http  | none
                    a:port                  | http  | none
                    """)
    void whereTheClientFoundTheServerIsReadFromWhatItSays(
            String host, String scheme, String publicUrl) {
        HttpRequest request =
                request(new Header("host", host), new Header("x-forwarded-proto", scheme));

        assertThat(PublicUrl.of(request).map(PublicUrl::text).orElse("none")).isEqualTo(publicUrl);
    }
}
