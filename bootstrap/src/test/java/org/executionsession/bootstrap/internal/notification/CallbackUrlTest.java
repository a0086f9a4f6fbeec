package org.executionsession.bootstrap.internal.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.executionsession.domain.exception.NotificationRejectedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which URLs are rejected by their text, without a lookup of their host. */
class CallbackUrlTest {

    private static HttpNotificationSender sender(String... hosts) {
        return new HttpNotificationSender(CallbackHosts.of(List.of(hosts)), null, Clock.systemUTC());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "receiver",
                "/path",
                "ftp://host.example/",
                "file:///etc/passwd",
                "gopher://host.example/",
                "http:/host.example/",
                "http:host.example",
                "http://",
                "http:///path",
                "http://host.example:0/",
                "http://host.example:65536/",
                "http://host.example:x/",
                "http://user@host.example/",
                "http://user:password@host.example/",
                "http://host.example@127.0.0.1/",
                "http://host.example/#fragment",
                "http://host.example\\@127.0.0.1/",
                "http://host example/",
                "http://host.example/\r\nHeader: x",
                "http://h\u00f6st.example/",
                "http://host.example%00.example/",
                // Other notations of 127.0.0.1.
                "http://2130706433/",
                "http://0x7f000001/",
                "http://017700000001/",
                "http://127.1/",
                "http://0177.0.0.1/",
                "http://0x7f.0.0.1/",
                "http://127.0.0.01/",
                "http://127.0.0.1./",
                "http://[::ffff:127.0.0.1]/",
                "http://[::ffff:7f00:1]/",
                "http://[0:0:0:0:0:ffff:7f00:0001]/",
                "http://[::127.0.0.1]/",
                "http://[64:ff9b::7f00:1]/",
                "http://[2002:7f00:1::]/",
                "http://[::1]/",
                "http://[::]/",
                "http://[fe80::1%25eth0]/",
                "http://[fe80::1%eth0]/",
                "http://[v1.fe80]/",
                "http://127.0.0.1/",
                "http://127.0.0.1:8080/",
                "https://10.1.2.3/",
                "http://169.254.169.254/latest/meta-data/",
                "http://0.0.0.0/",
                "http://localhost/",
                "http://LOCALHOST./",
                "http://a.localhost/"
            })
    void url_isRejected(String url) {
        try (HttpNotificationSender sender = sender()) {
            assertThatThrownBy(() -> sender.check(url)).isInstanceOf(NotificationRejectedException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://host.example",
                "HTTPS://Host.Example:8443/path?query=1",
                "http://1.1.1.1/",
                "http://[2606:4700::1111]:81/",
                // It is not known where it is.
                "http://internal/"
            })
    void otherUrl_isNot(String url) {
        try (HttpNotificationSender sender = sender()) {
            assertThatCode(() -> sender.check(url)).doesNotThrowAnyException();
        }
    }

    @Test
    void longUrl_isRejected() {
        try (HttpNotificationSender sender = sender()) {
            String longest = "http://host.example/" + "a".repeat(CallbackUrl.LENGTH_MAX - 20);
            assertThatCode(() -> sender.check(longest)).doesNotThrowAnyException();
            assertThatThrownBy(() -> sender.check(longest + "a")).hasMessageContaining("at most 2000 characters");
        }
    }

    @Test
    void reasonOfARejection_namesTheRule() {
        try (HttpNotificationSender sender = sender()) {
            assertThatThrownBy(() -> sender.check("http://10.0.0.1/"))
                    .hasMessage("the callback URL cannot be called: the address is not one of the public internet,"
                            + " or is one of this machine, and --notification-hosts does not name the host");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, http://localhost:1/, true",
        "localhost, http://LOCALHOST.:2/, true",
        "localhost, http://127.0.0.1/, false",
        "localhost:8080, http://localhost:8080/, true",
        "localhost:8080, http://localhost:8081/, false",
        "localhost:80, http://localhost/, true",
        "10.1.2.3, https://10.1.2.3/, true",
        "[::1]:90, 'http://[::1]:90/', true",
        "[::1]:90, 'http://[::1]/', false",
    })
    void namedHost_canBeCalled(String named, String url, boolean expected) {
        try (HttpNotificationSender sender = sender(named)) {
            if (expected) {
                assertThatCode(() -> sender.check(url)).doesNotThrowAnyException();
            } else {
                assertThatThrownBy(() -> sender.check(url)).isInstanceOf(NotificationRejectedException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://host", "a b", "host:", "host:x", "::1", "user@host", "host/path", "host?"})
    void malformedHost_isRejected(String host) {
        assertThatThrownBy(() -> CallbackHosts.of(List.of(host))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void portOfThisServer_isNeverCalled() throws UnknownHostException {
        CallbackHosts hosts = CallbackHosts.of(List.of("localhost"));
        hosts.setOwnPorts(Set.of(4242));
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        assertThat(hosts.rejection("localhost", 4242, loopback)).contains("the address is that of this server");
        assertThat(hosts.rejection("localhost", 4243, loopback)).isEmpty();
    }

    static Stream<String> addressesOfThisMachine() throws SocketException {
        return Stream.concat(
                        Stream.of("localhost", "a.localhost", "127.0.0.1", "127.1.2.3", "0.0.0.0", "[::1]", "[::]"),
                        NetworkInterface.networkInterfaces()
                                .flatMap(NetworkInterface::inetAddresses)
                                .map(CallbackUrlTest::host))
                .distinct();
    }

    private static String host(InetAddress address) {
        // A URL has no zone.
        String text = address.getHostAddress().replaceFirst("%.*", "");
        return address instanceof Inet6Address ? "[" + text + "]" : text;
    }

    @ParameterizedTest
    @MethodSource("addressesOfThisMachine")
    void rejectionOfAnAddressOfThisMachine_doesNotTellItsPorts(String host) {
        CallbackHosts hosts = CallbackHosts.of(List.of("other.example", host + ":8080"));
        hosts.setOwnPorts(Set.of(4242, 5600));
        try (HttpNotificationSender sender = new HttpNotificationSender(hosts, null, Clock.systemUTC())) {
            assertThat(Stream.of(4242, 5600, 4243)
                            .map(port -> rejection(sender, "http://" + host + ":" + port + "/"))
                            .distinct())
                    .singleElement()
                    .asString()
                    .endsWith("--notification-hosts does not name the host");
        }
    }

    private static String rejection(HttpNotificationSender sender, String url) {
        return catchThrowableOfType(NotificationRejectedException.class, () -> sender.check(url))
                .getMessage();
    }

    /** A firewall does not stop the calls of its own machine. */
    @Test
    void publicAddressOfThisMachine_isCalledOnlyIfItIsNamed() throws UnknownHostException {
        InetAddress address = InetAddress.getByName("1.1.1.1");
        CallbackHosts hosts = CallbackHosts.of(List.of("named.example"), address::equals);
        hosts.setOwnPorts(Set.of(4242));
        assertThat(hosts.rejection("1.1.1.1", 4243, address))
                .isPresent()
                .isEqualTo(hosts.rejection("1.1.1.1", 4242, address));
        assertThat(hosts.rejection("named.example", 4243, address)).isEmpty();
        assertThat(hosts.rejection("named.example", 4242, address)).contains("the address is that of this server");
        assertThat(hosts.rejection("1.0.0.1", 4242, InetAddress.getByName("1.0.0.1")))
                .isEmpty();
    }
}
