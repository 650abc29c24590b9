package io.kagemusha.proxy.exchange;

import io.kagemusha.proxy.backend.ShedReason;
import io.kagemusha.proxy.select.Munged;
import io.kagemusha.proxy.select.Munger;
import io.kagemusha.proxy.select.Original;
import io.netty.channel.EventLoop;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Munges the request for one participant where that takes time: until the whole body is there, or while a hook blocks.
 * What comes of the body meanwhile waits in the participant's call. Confined to the event loop of the exchange.
 */
final class Preparation {

    private final Participant participant;
    private final ExchangeContext context;
    private final EventLoop loop;
    private final int bodyLimit;
    private final Consumer<@Nullable Munged> then;
    private boolean awaitsBody;

    /** {@code then} is called when it is done, with null when a hook failed; not if the participant ends before. */
    Preparation(Participant participant, ExchangeContext context, EventLoop loop, Consumer<@Nullable Munged> then) {
        this.participant = participant;
        this.context = context;
        this.loop = loop;
        this.bodyLimit = context.replayBufferBytes();
        this.then = then;
    }

    void begin() {
        // A request for a tunnel has no end before it is answered
        awaitsBody = context.services().munger().wantsBody(participant.backend())
                && !context.head().asksForTunnel();
        if (awaitsBody) {
            participant.call().body().keep(bodyLimit);
            onBody();
        } else {
            munge(null);
        }
    }

    /** More of the body has come, or its end. */
    void onBody() {
        if (awaitsBody && participant.call().body().isComplete()) {
            awaitsBody = false;
            munge(participant.call().body().bytes());
        } else if (awaitsBody && !participant.call().isWritable()) {
            awaitsBody = false;
            onBodyTooLarge();
        }
    }

    private void onBodyTooLarge() {
        context.services().munger().onBodyTooLarge(bodyLimit);
        if (participant.isContender()) {
            then.accept(null);
        } else {
            participant.shed(ShedReason.MUNGE_BODY_TOO_LARGE);
        }
    }

    private void munge(byte @Nullable [] body) {
        Munger munger = context.services().munger();
        var original = new Original(
                context.forwarded().requestId(),
                context.head(),
                body,
                context.selected().route(),
                participant.backend());
        if (munger.mayBlock(participant.backend())) {
            munger.mungeLater(loop, !participant.isContender(), original, this::finish);
        } else {
            finish(munger.munge(original));
        }
    }

    private void finish(@Nullable Munged munged) {
        if (!participant.isFinished()) {
            then.accept(munged);
        }
    }
}
