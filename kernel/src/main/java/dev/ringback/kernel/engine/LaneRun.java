package dev.ringback.kernel.engine;

import dev.ringback.kernel.attempt.CallRun;
import dev.ringback.kernel.attempt.HeldCall;
import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.RetryPolicy;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.time.Clock;
import java.time.Duration;

/** A run of a call of a lane, which tells the lane how it goes. */
final class LaneRun implements CallRun {

    private final Lanes lanes;
    private final Clock time;
    private final Lane lane;
    private final HeldCall item;
    private final Hangup hangup;
    private final Share share;
    private final Runnable ended;
    private volatile Duration asked = Duration.ZERO;

    /**
     * Begins a run that has been picked.
     *
     * @param ended what happens when it has ended, with its share given back
     */
    LaneRun(
            Lanes lanes,
            Clock time,
            Lane lane,
            HeldCall item,
            Hangup hangup,
            Share share,
            Runnable ended) {
        this.lanes = lanes;
        this.time = time;
        this.lane = lane;
        this.item = item;
        this.hangup = hangup;
        this.share = share;
        this.ended = ended;
    }

    @Override
    public void replied(Reply reply) {
        LanePolicy policy = lanes.policy(lane.id);
        asked = RetryPolicy.asked(reply, time.now());
        lane.locked(() -> lane.replied(reply, policy, time.steady()));
    }

    @Override
    public void notAsked() {
        lane.locked(() -> lane.notAsked(time.steady()));
    }

    @Override
    public Hangup hangup() {
        return hangup;
    }

    @Override
    public Share share() {
        return share;
    }

    @Override
    public void settled(CallState next, int attempts) {
        if (next instanceof CallState.Waiting) {
            failed();
            waitsAgain(item.with(item.call().with(next, attempts)));
        } else {
            lane.locked(() -> lane.finished(item.call().id()));
            item.release();
        }
        ends();
    }

    @Override
    public void returned() {
        notAsked();
        waitsAgain(item);
        ends();
    }

    @Override
    public void crowded(int size) {
        notAsked();
        waitsAgain(item.sized(size));
        ends();
    }

    @Override
    public void early() {
        failed();
        waitsAgain(item);
        ends();
    }

    private void failed() {
        LanePolicy policy = lanes.policy(lane.id);
        Duration alone = asked;
        lane.locked(() -> lane.failed(item.call().id(), alone, policy, time.steady()));
    }

    private void waitsAgain(HeldCall again) {
        lane.locked(() -> lane.waitsAgain(again).ifPresent(HeldCall::release));
    }

    private void ends() {
        share.close();
        ended.run();
    }
}
