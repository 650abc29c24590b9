package io.kagemusha.proxy.exchange;

import io.kagemusha.common.configuration.ClientSettings;
import io.kagemusha.proxy.capture.Capture;
import io.kagemusha.proxy.metric.ProxyMetrics;
import io.kagemusha.proxy.select.BackendSelector;
import io.kagemusha.proxy.select.Munger;
import org.jspecify.annotations.Nullable;

/**
 * What the exchanges of a node share. All of it is safe for use by several threads.
 *
 * @param node the name of this node in records
 * @param capture null when nothing is captured at all
 * @param client how clients are treated
 */
public record ExchangeServices(
        String node,
        BackendSelector selector,
        Munger munger,
        @Nullable Capture capture,
        ProxyMetrics metrics,
        ClientSettings client) {}
