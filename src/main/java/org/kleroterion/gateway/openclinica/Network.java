package org.kleroterion.gateway.openclinica;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** A network in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3). */
final class Network {
  private final IpSubnetFilterRule rule;

  private Network(IpSubnetFilterRule rule) {
    this.rule = rule;
  }

  /** The network; empty if the text is malformed. A single address ends in /32 or /128. */
  static Optional<Network> of(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("0|[1-9][0-9]{0,2}")) {
      return Optional.empty();
    }
    int bits = Integer.parseInt(text.substring(slash + 1));
    try {
      return address(text.substring(0, slash))
          .map(address -> new IpSubnetFilterRule(address, bits, IpFilterRuleType.ACCEPT))
          .map(Network::new);
    } catch (IllegalArgumentException prefixTooLong) {
      return Optional.empty();
    }
  }

  /**
   * Whether an address is in the network.
   *
   * @param peer a numeric address; for a host name the result is false
   */
  boolean includes(String peer) {
    return address(peer).filter(from -> rule.matches(new InetSocketAddress(from, 0))).isPresent();
  }

  // Never resolves a host name: the result must not depend on DNS.
  private static Optional<InetAddress> address(String text) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
    try {
      return bytes == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(bytes));
    } catch (UnknownHostException neverForBytes) {
      throw new IllegalStateException(neverForBytes);
    }
  }
}
