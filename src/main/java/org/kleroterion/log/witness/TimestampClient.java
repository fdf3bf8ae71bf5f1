package org.kleroterion.log.witness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Collection;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.tsp.TimeStampResp;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.util.Selector;
import org.kleroterion.log.note.Note;
import org.kleroterion.wire.outgoing.Exchange;
import org.kleroterion.wire.outgoing.ExchangeFailed;
import org.kleroterion.wire.outgoing.RemoteResponse;

/**
 * One timestamping authority, RFC 3161 over HTTP. Thread-safe.
 *
 * <p>A token is accepted if the certificate inside it verifies its signature. This class does not
 * decide whether to trust that certificate. The auditor chooses which authorities to trust, and
 * verifies the token with their certificates ({@code openssl ts -verify}).
 */
public final class TimestampClient {
  private static final int NONCE_BITS = 64;

  /**
   * Knows signatures that Java has under other names, such as RSA-PSS. Not installed in the JVM, to
   * leave the rest of the service unaffected.
   */
  private static final Provider SIGNATURES = new BouncyCastleProvider();

  private final Exchange exchange;
  private final SecureRandom random;

  /**
   * @param authority its URL
   * @param connectTimeout the timeout for the connection alone
   * @param timeout the timeout for the whole request, to the last byte of the response
   * @param random the source of the nonces
   * @throws IllegalArgumentException if the URL is not one that {@link Exchange} accepts
   */
  public TimestampClient(
      URI authority, Duration connectTimeout, Duration timeout, SecureRandom random) {
    this.exchange = new Exchange("The timestamping authority", authority, connectTimeout, timeout);
    this.random = random;
  }

  /**
   * Requests a timestamp over the SHA-256 of the note's text.
   *
   * @return the RFC 3161 TimeStampResp in DER, exactly as received; its token contains the
   *     authority's certificate
   * @throws ExchangeFailed if the authority cannot be reached, refuses, or gives an invalid
   *     response
   */
  public byte[] timestamp(Note checkpoint) throws ExchangeFailed {
    TimeStampRequest request = request(checkpoint);
    RemoteResponse response = exchange.post("application/timestamp-query", der(request));
    if (response.status() != 200) {
      throw exchange.refused(
          response,
          "the response is not a timestamp. Is the URL right, and may this service use it?");
    }
    if (!response.type().equals("application/timestamp-reply")) {
      throw exchange.refused(
          response, "the response is not application/timestamp-reply. Is the URL right?");
    }
    requireTimestamp(request, response.body());
    return response.body();
  }

  private TimeStampRequest request(Note checkpoint) {
    TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
    generator.setCertReq(true);
    return generator.generate(
        TSPAlgorithms.SHA256, sha256(checkpoint.text()), new BigInteger(NONCE_BITS, random));
  }

  private void requireTimestamp(TimeStampRequest request, byte[] body) throws ExchangeFailed {
    try {
      // Parse the array, not a stream: a stream would ignore extra bytes after the response.
      TimeStampResponse response =
          new TimeStampResponse(TimeStampResp.getInstance(ASN1Primitive.fromByteArray(body)));
      requireGranted(response);
      response.validate(request);
      requireSigned(response.getTimeStampToken());
    } catch (TSPException
        | IOException
        | CertificateException
        | OperatorCreationException
        | RuntimeException e) {
      // Invalid bytes can make the parser throw any kind of exception.
      throw exchange.refused(
          "returned an invalid timestamp, which is not stored: "
              + Exchange.printable(e.getMessage()));
    }
  }

  // RFC 3161 §2.4.2: the response has a token only with these two statuses.
  private void requireGranted(TimeStampResponse response) throws ExchangeFailed {
    int status = response.getStatus();
    if (status != PKIStatus.GRANTED && status != PKIStatus.GRANTED_WITH_MODS) {
      PKIFailureInfo failure = response.getFailInfo();
      throw exchange.refused(
          "returned no timestamp: status %d, failure %s. It says: %s"
              .formatted(
                  status,
                  failure == null ? "none" : "0x%06x".formatted(failure.intValue()),
                  Exchange.printable(response.getStatusString())));
    }
  }

  private static void requireSigned(TimeStampToken token)
      throws TSPException, CertificateException, OperatorCreationException {
    @SuppressWarnings("unchecked") // SignerId is a raw Selector, but selects certificates.
    Collection<X509CertificateHolder> signers =
        token.getCertificates().getMatches((Selector<X509CertificateHolder>) token.getSID());
    if (signers.isEmpty()) {
      throw new TSPException("the token does not contain the requested certificate");
    }
    token.validate(
        new JcaSimpleSignerInfoVerifierBuilder()
            .setProvider(SIGNATURES)
            .build(signers.iterator().next()));
  }

  private static byte[] der(TimeStampRequest request) {
    try {
      return request.getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot encode the timestamp request", e);
    }
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }
}
