package org.executionsession.http.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerConfigTest {

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost", "no-such-host.invalid"})
    void aHost_isLoopbackIfAllItsAddressesAreOrItHasNone(String host) {
        assertThat(ServerConfig.on(host, 0).isLoopback()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "2001:db8::1"})
    void anyOtherHost_isNot(String host) {
        assertThat(ServerConfig.on(host, 0).isLoopback()).isFalse();
    }
}
