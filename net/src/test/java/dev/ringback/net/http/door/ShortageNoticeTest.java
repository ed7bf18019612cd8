package dev.ringback.net.http.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShortageNoticeTest {

    private final ShortageNotice shortage = new ShortageNotice();

    @Test
    void howeverOftenItComesAndGoesItIsToldOnce() {
        assertThat(shortage.met(0)).isTrue();
        for (long now = 1; now < 1_000; now++) {
            assertThat(shortage.over(now)).isFalse();
            assertThat(shortage.met(now)).isFalse();
        }
    }

    @Test
    void itsEndIsToldOnceItHasLasted() {
        boolean _ = shortage.met(5);

        assertThat(shortage.over(5 + ShortageNotice.CALM - 1)).isFalse();
        assertThat(shortage.over(5 + ShortageNotice.CALM)).isTrue();
        assertThat(shortage.over(6 + ShortageNotice.CALM)).isFalse();
        assertThat(shortage.met(7 + ShortageNotice.CALM)).isTrue();
    }

    @Test
    void whereNothingWasShortNothingIsTold() {
        assertThat(shortage.over(0)).isFalse();
    }
}
