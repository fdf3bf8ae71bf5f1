package org.kleroterion.gateway.openclinica;

import io.netty.util.NetUtil;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A network in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3). */
final class Network {
  /** 4 or 16 bytes. */
  private final byte[] address;

  /** The length of the prefix: the leading bits that all addresses of the network share. */
  private final int bits;

  private Network(byte[] address, int bits) {
    this.address = address;
    this.bits = bits;
  }

  /** The network; empty if the text is malformed. A single address ends in /32 or /128. */
  static Optional<Network> of(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("0|[1-9][0-9]{0,2}")) {
      return Optional.empty();
    }
    byte @Nullable [] address = bytes(text.substring(0, slash));
    int bits = Integer.parseInt(text.substring(slash + 1));
    return address == null || bits > address.length * Byte.SIZE
        ? Optional.empty()
        : Optional.of(new Network(address, bits));
  }

  /**
   * Whether an address is in the network.
   *
   * @param peer a numeric address; for a host name the result is false
   */
  boolean includes(String peer) {
    byte @Nullable [] other = bytes(peer);
    if (other == null || other.length != address.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> bit % Byte.SIZE;
      if (((address[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  // Never resolves a host name: the result must not depend on DNS.
  private static byte @Nullable [] bytes(String address) {
    return NetUtil.createByteArrayFromIpAddressString(address);
  }
}
