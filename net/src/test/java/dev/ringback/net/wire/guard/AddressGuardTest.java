package dev.ringback.net.wire.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

    private final AddressGuard strict = AddressGuard.strict();
    private final AddressGuard open = AddressGuard.allowingPrivate();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0/8",
                "10.0.0.0/8",
                "100.64.0.0/10",
                "127.0.0.0/8",
                "169.254.0.0/16",
                "172.16.0.0/12",
                "192.0.0.0/24",
                "192.0.2.0/24",
                "192.88.99.0/24",
                "192.168.0.0/16",
                "198.18.0.0/15",
                "198.51.100.0/24",
                "203.0.113.0/24",
                "224.0.0.0/4",
                "240.0.0.0/4",
                "255.255.255.255/32",
                "192.31.196.0/24",
                "192.52.193.0/24",
                "192.175.48.0/24",
                "168.63.129.16/32"
            })
    void refusesEveryIpv4NetworkInEveryForm(String network) throws UnknownHostException {
        for (byte[] address : firstMiddleLast(network)) {
            assertRefused(InetAddress.getByAddress(address));
            assertRefused(embedded(address, "00000000000000000000ffff", "")); // mapped
            assertRefused(embedded(address, "000000000000000000000000", "")); // compatible
            assertRefused(embedded(address, "0000000000000000ffff0000", "")); // translated
            assertRefused(embedded(address, "0064ff9b0000000000000000", "")); // NAT64
            assertRefused(embedded(address, "0064ff9b0001000000000000", "")); // local NAT64
            assertRefused(embedded(address, "2002", "00000000000000000001")); // 6to4
            assertRefused(embedded(address, "2001000041d00003fffffffb", "")); // Teredo
            assertRefused(embedded(address, "2a0000000000000000005efe", "")); // ISATAP
            assertRefused(embedded(address, "2a0000000000000002005efe", "")); // ISATAP, unique
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::/8",
                "::/96",
                "64:ff9b::/96",
                "64:ff9b:1::/48",
                "100::/64",
                "100:0:0:1::/64",
                "2001::/23",
                "2001:db8::/32",
                "2002::/16",
                "3fff::/20",
                "5f00::/16",
                "fc00::/7",
                "fe80::/10",
                "fec0::/10",
                "ff00::/8",
                "2620:4f:8000::/48",
                "fd00:ec2::254/128",
                "fd00:ec2::23/128",
                "fd20:ce::254/128",
                "::1/128",
                "::/128",
                "4000::/3",
                "6000::/3",
                "8000::/3",
                "a000::/3",
                "c000::/3"
            })
    void refusesEveryIpv6Network(String network) throws UnknownHostException {
        for (byte[] address : firstMiddleLast(network)) {
            assertRefused(Inet6Address.getByAddress("", address, -1));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0.0.0",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "191.255.255.255",
                "192.0.1.255",
                "192.0.3.0",
                "192.31.195.255",
                "192.31.197.0",
                "192.52.192.255",
                "192.52.194.0",
                "192.88.98.255",
                "192.88.100.0",
                "192.167.255.255",
                "192.169.0.0",
                "192.175.47.255",
                "192.175.49.0",
                "198.17.255.255",
                "198.20.0.0",
                "198.51.99.255",
                "198.51.101.0",
                "203.0.112.255",
                "203.0.114.0",
                "223.255.255.255",
                "168.63.129.15",
                "168.63.129.17",
                "2000::",
                "2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                "2001:200::",
                "2001:db7:ffff::1",
                "2001:db9::",
                "2001:ffff::1",
                "2003::",
                "2606:4700::1111",
                "2620:4f:7fff:ffff::1",
                "2620:4f:8001::",
                "2a00:1450:4001:81b::200e",
                "3ffe:ffff::1",
                "3fff:1000::"
            })
    void allowsPublicAddressesRightBesideThem(String address) {
        assertThat(strict.refusal(InetAddress.ofLiteral(address))).isEmpty();
        assertThat(open.refusal(InetAddress.ofLiteral(address))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "100.64.0.1",
                "::1",
                "fc00::1",
                "fd12:3456::1"
            })
    void privateNetworksOpenByTheOperatorsSetting(String address) {
        assertThat(strict.refusal(InetAddress.ofLiteral(address))).isPresent();
        assertThat(open.refusal(InetAddress.ofLiteral(address))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.170.2",
                "169.254.170.23",
                "169.254.0.23",
                "169.254.7.7",
                "100.100.100.200",
                "192.0.0.192",
                "168.63.129.16",
                "fd00:ec2::254",
                "fd00:ec2::23",
                "fd20:ce::254",
                "fe80::1",
                "0.0.0.0",
                "::",
                "64:ff9b::7f00:1",
                "2002:7f00:1::"
            })
    void metadataAndReservedAddressesStayShutThen(String address) {
        assertThat(open.refusal(InetAddress.ofLiteral(address))).isPresent();
    }

    @Test
    void theReasonNamesTheKindOfNetworkAndNoAddress() {
        assertThat(strict.refusal(InetAddress.ofLiteral("169.254.169.254")))
                .hasValue("cloud metadata address");
        assertThat(strict.refusal(InetAddress.ofLiteral("127.0.0.1"))).hasValue("loopback address");
        assertThat(strict.refusal(InetAddress.ofLiteral("10.0.0.1"))).hasValue("private network");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST",
                "localhost.",
                "app.localhost",
                "printer.local",
                "db.internal",
                "metadata.google.internal",
                "api.prod.svc",
                "api.prod.svc.cluster.local",
                "host.docker.internal",
                "redis"
            })
    void refusesNamesOfPrivateNetworks(String name) {
        assertThat(strict.refusalOfName(name)).isPresent();
    }

    @Test
    void allowsPublicNamesAndWithTheSettingPrivateOnes() {
        assertThat(strict.refusalOfName("hooks.example.com")).isEmpty();
        assertThat(strict.refusalOfName("mylocalhost.example.com")).isEmpty();
        assertThat(strict.refusalOfName("svc.example.com")).isEmpty();
        assertThat(open.refusalOfName("localhost")).isEmpty();
        assertThat(open.refusalOfName("redis")).isEmpty();
        assertThat(open.refusalOfName("metadata.google.internal")).isPresent();
    }

    @Test
    void networksOfTheOperatorAreShutToo() {
        AddressGuard guard = new AddressGuard(true, List.of(Network.parse("10.96.0.0/12")));

        assertThat(guard.refusal(InetAddress.ofLiteral("10.96.0.1"))).isPresent();
        assertThat(guard.refusal(InetAddress.ofLiteral("10.95.0.1"))).isEmpty();
    }

    @Test
    void aNetworkNeedsAnAddressAndAPrefixInRange() {
        assertThatThrownBy(() -> Network.parse("10.0.0.0"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Network.parse("10.0.0.0/33"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Network.parse("example.com/8"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void assertRefused(InetAddress address) {
        assertThat(strict.refusal(address)).as(address.toString()).isPresent();
    }

    private static InetAddress embedded(byte[] four, String before, String after)
            throws UnknownHostException {
        String digits = before + HexFormat.of().formatHex(four) + after;
        return Inet6Address.getByAddress("", HexFormat.of().parseHex(digits), -1);
    }

    private static List<byte[]> firstMiddleLast(String network) throws UnknownHostException {
        String[] parts = network.split("/", -1);
        byte[] base = InetAddress.ofLiteral(parts[0]).getAddress();
        int free = base.length * 8 - Integer.parseInt(parts[1]);
        BigInteger first = new BigInteger(1, base);
        BigInteger last = first.add(BigInteger.ONE.shiftLeft(free)).subtract(BigInteger.ONE);
        BigInteger middle = first.add(last).shiftRight(1);
        return List.of(base, sized(middle, base.length), sized(last, base.length));
    }

    private static byte[] sized(BigInteger value, int length) {
        byte[] bytes = value.toByteArray();
        byte[] sized = new byte[length];
        int from = Math.max(bytes.length - length, 0);
        byte[] tail = Arrays.copyOfRange(bytes, from, bytes.length);
        System.arraycopy(tail, 0, sized, length - tail.length, tail.length);
        return sized;
    }
}
