package io.kagemusha.proxy;

import io.kagemusha.common.admin.Administration;
import io.kagemusha.common.configuration.AccessLogSettings;
import io.kagemusha.common.configuration.CaptureSettings;
import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.proxy.access.AccessLog;
import io.kagemusha.proxy.capture.Capture;
import io.kagemusha.proxy.control.ControlStart;
import io.kagemusha.proxy.tls.Certificates;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.CommonClientConfigs;

/** Whether a node can start by a configuration, as far as that is told without asking anybody on the network. */
public final class ProxyCheck {

    private ProxyCheck() {}

    /** What is wrong with what the configuration names, one line each; reads its files. */
    public static List<String> faults(Configuration configuration) {
        var faults = new ArrayList<>(Certificates.faults(configuration.proxy()));
        faults.addAll(Administration.faults(configuration.admin()));
        AccessLogSettings accessLog = configuration.proxy().client().accessLog();
        if (accessLog != null) {
            faults.addAll(AccessLog.faults(accessLog));
        }
        // Without, a broker is started whose address is not known yet
        if (configuration.kafka().containsKey(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)) {
            faults.addAll(ControlStart.faults(configuration));
            if (configuration.proxy().capture().when() != CaptureSettings.When.NEVER) {
                faults.addAll(Capture.faults(configuration));
            }
        }
        return faults.stream().distinct().toList();
    }
}
