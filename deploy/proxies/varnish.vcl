# Varnish in front of Heliograph: /etc/varnish/default.vcl.
#
# Heliograph needs HELIOGRAPH_URL=https://status.example.com and HELIOGRAPH_TRUSTED_PROXIES with the address
# of Varnish (127.0.0.1 if both run on one machine).
#
# Varnish does not speak TLS. A TLS proxy in front of it (hitch, or HAProxy with "send-proxy-v2") passes the
# visitor's address on with the PROXY protocol: start varnishd with -a 127.0.0.1:6086,PROXY. The bound of
# connections per address belongs to that TLS proxy.
vcl 4.1;

import std;

backend heliograph {
    .host = "127.0.0.1";
    .port = "8000";
    .max_connections = 200;
    .probe = {
        .request = "GET /health HTTP/1.1" "Host: status.example.com" "Connection: close";
        .interval = 5s;
        .timeout = 2s;
        .window = 5;
        .threshold = 3;
    }
}

sub vcl_recv {
    # Set, not extended: what the client sent in these headers is removed. Host stays as it is.
    set req.http.X-Forwarded-For = client.ip;
    set req.http.X-Forwarded-Proto = "https";
    set req.http.X-Forwarded-Host = req.http.Host;
    unset req.http.Forwarded;
    unset req.http.X-Real-IP;

    # Servers take a header name with underscores for the same name with hyphens. VCL cannot drop all such
    # names, so each spelling is named. Add those of the header in HELIOGRAPH_AUTH_HEADER.
    unset req.http.X_Forwarded_For;
    unset req.http.X_Forwarded-For;
    unset req.http.X-Forwarded_For;
    unset req.http.X_Forwarded_Proto;
    unset req.http.X_Forwarded-Proto;
    unset req.http.X-Forwarded_Proto;
    unset req.http.X_Forwarded_Host;
    unset req.http.X_Forwarded-Host;
    unset req.http.X-Forwarded_Host;

    # Requests with Authorization or cookies are passed on by Varnish's own rules, which follow these.
    if (req.http.X-Cachet-Token) {
        return (pass);
    }
    # While Heliograph answers, an answer is stale for 10 seconds at most; else as long as it is kept.
    if (std.healthy(req.backend_hint)) {
        set req.grace = 10s;
    }
}

sub vcl_backend_response {
    # Varnish follows Cache-Control and Vary. Without Cache-Control it would keep an answer for 2 minutes.
    if (!beresp.http.Cache-Control) {
        set beresp.uncacheable = true;
        set beresp.ttl = 2s;
        return (deliver);
    }
    if (beresp.http.Cache-Control ~ "stale-if-error") {
        set beresp.grace = 24h;
    }
}
