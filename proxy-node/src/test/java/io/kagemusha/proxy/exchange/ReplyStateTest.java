package io.kagemusha.proxy.exchange;

import static io.kagemusha.proxy.exchange.ReplyState.ANSWERED;
import static io.kagemusha.proxy.exchange.ReplyState.AWAITING;
import static io.kagemusha.proxy.exchange.ReplyState.GONE;
import static io.kagemusha.proxy.exchange.ReplyState.STREAMING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplyStateTest {

    private static final Map<ReplyState, Set<ReplyState>> NEXT = Map.of(
            AWAITING, EnumSet.of(STREAMING, ANSWERED, GONE),
            STREAMING, EnumSet.of(ANSWERED, GONE),
            ANSWERED, EnumSet.noneOf(ReplyState.class),
            GONE, EnumSet.noneOf(ReplyState.class));

    @ParameterizedTest
    @EnumSource
    void goesWhereTheDiagramSays(ReplyState state) {
        for (ReplyState next : ReplyState.values()) {
            assertThat(state.canBecome(next))
                    .as("%s to %s", state, next)
                    .isEqualTo(NEXT.get(state).contains(next));
        }
    }
}
