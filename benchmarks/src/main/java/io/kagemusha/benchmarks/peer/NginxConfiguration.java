package io.kagemusha.benchmarks.peer;

import io.kagemusha.benchmarks.machine.Bench;

/** An nginx with one worker that stays in the foreground and keeps its files in the run's directory. */
final class NginxConfiguration {

    private NginxConfiguration() {}

    static String of(Bench bench, String name, String servers) {
        return """
                daemon off;
                worker_processes 1;
                pid %1$s/%2$s.pid;
                error_log %1$s/%2$s.error.log;
                worker_rlimit_nofile 65536;
                events { worker_connections 30000; }
                http {
                  access_log off;
                  sendfile on;
                  tcp_nopush on;
                  open_file_cache max=100 inactive=1h;
                  client_body_temp_path %1$s/%2$s.body;
                  proxy_temp_path %1$s/%2$s.proxy;
                  fastcgi_temp_path %1$s/%2$s.fastcgi;
                  uwsgi_temp_path %1$s/%2$s.uwsgi;
                  scgi_temp_path %1$s/%2$s.scgi;
                %3$s
                }
                """.formatted(bench.directory(), name, servers);
    }
}
