package org.kleroterion.wire.incoming;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;

/**
 * Adds our handlers to every accepted connection. Netty finds this class by {@code
 * META-INF/services} if {@code Main} has set the system property.
 */
public final class ConnectionLimits extends ChannelInitializerExtension {
  /** Lets Netty use this class. Call it before Netty is used. */
  public static void use() {
    System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
  }

  @Override
  public void postInitializeServerChildChannel(Channel channel) {
    channel.pipeline().addFirst("header-timeout", new HeaderTimeout());
  }
}
