package org.executionsession.bootstrap.internal.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "168.63.129.16",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:0:127.0.0.1",
                "64:ff9b::127.0.0.1",
                "64:ff9b::a00:1",
                "64:ff9b:1::a00:1",
                "100::1",
                "2001::1",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "2001:10::1",
                "2001:20::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:a00:1::1",
                "3fff::1",
                "5f00::1",
                "fc00::1",
                "fd12:3456:789a::1",
                "fe80::1",
                "fe80::1%1",
                "fec0::1",
                "ff02::1",
                // The notations of an IPv4 address that the JDK accepts.
                "2130706433",
                "127.1",
                "127.0.1"
            })
    void addressThatIsNotPublic_isRecognized(String text) throws UnknownHostException {
        assertThat(PublicAddresses.contains(InetAddress.getByName(text))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "168.63.129.15",
                "168.63.129.17",
                "128.0.0.0",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.167.255.255",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "::ffff:8.8.8.8",
                "64:ff9b::8.8.8.8",
                "2001:200::1",
                "2001:4860:4860::8888",
                "2606:4700::1111",
                "2a00:1450::1"
            })
    void publicAddress_isRecognized(String text) throws UnknownHostException {
        assertThat(PublicAddresses.contains(InetAddress.getByName(text))).isTrue();
    }

    @Test
    void addressOfThisMachine_isRecognized() throws UnknownHostException {
        assertThat(PublicAddresses.isOfThisMachine(InetAddress.getByName("127.0.0.1")))
                .isTrue();
        assertThat(PublicAddresses.isOfThisMachine(InetAddress.getByName("64:ff9b::7f00:1")))
                .isTrue();
        assertThat(PublicAddresses.isOfThisMachine(InetAddress.getByName("::"))).isTrue();
        assertThat(PublicAddresses.isOfThisMachine(InetAddress.getByName("1.1.1.1")))
                .isFalse();
    }
}
