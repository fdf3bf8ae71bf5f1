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
import org.kleroterion.wire.outgoing.Answer;
import org.kleroterion.wire.outgoing.Exchange;
import org.kleroterion.wire.outgoing.ExchangeFailed;

/**
 * One timestamping authority, RFC 3161 over HTTP. Thread-safe.
 *
 * <p>A token is accepted if the certificate in it verifies it. Whether that certificate is to be
 * trusted is not decided here but by the auditor, who chooses the authorities to believe and holds
 * the token against their certificates: {@code openssl ts -verify}.
 */
public final class TimestampClient {
  private static final int NONCE_BITS = 64;

  /** Not installed in the process: it knows signatures that Java names otherwise, RSA-PSS say. */
  private static final Provider SIGNATURES = new BouncyCastleProvider();

  private final Exchange exchange;
  private final SecureRandom random;

  /**
   * @param authority its URL
   * @param connectTimeout for the connection alone
   * @param patience for the whole request, to the last byte of the answer
   * @param random makes the nonces
   * @throws IllegalArgumentException if the URL cannot be one
   */
  public TimestampClient(
      URI authority, Duration connectTimeout, Duration patience, SecureRandom random) {
    this.exchange = new Exchange("The timestamping authority", authority, connectTimeout, patience);
    this.random = random;
  }

  /**
   * A timestamp over the SHA-256 of the note's text.
   *
   * @return the DER of RFC 3161's TimeStampResp, as it was answered, with the authority's
   *     certificate in its token
   * @throws ExchangeFailed if the authority cannot be reached, does not want to, or answers wrongly
   */
  public byte[] timestamp(Note checkpoint) throws ExchangeFailed {
    TimeStampRequest request = request(checkpoint);
    Answer answer = exchange.post("application/timestamp-query", der(request));
    if (answer.status() != 200) {
      throw exchange.refused(answer, "this is no timestamp. Is the URL right, and may we use it?");
    }
    if (!answer.type().equals("application/timestamp-reply")) {
      throw exchange.refused(answer, "this is no application/timestamp-reply. Is the URL right?");
    }
    requireTimestamp(request, answer.body());
    return answer.body();
  }

  private TimeStampRequest request(Note checkpoint) {
    TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
    generator.setCertReq(true);
    return generator.generate(
        TSPAlgorithms.SHA256, sha256(checkpoint.text()), new BigInteger(NONCE_BITS, random));
  }

  private void requireTimestamp(TimeStampRequest request, byte[] body) throws ExchangeFailed {
    try {
      // Not from a stream, which would leave unread what stands behind the response.
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
      // All kinds of exceptions: the parser meets odd bytes wherever it happens to be.
      throw exchange.refused(
          "gave a wrong timestamp, which is not kept: " + Exchange.printable(e.getMessage()));
    }
  }

  // RFC 3161 §2.4.2: with these two, and only these, there is a token.
  private void requireGranted(TimeStampResponse response) throws ExchangeFailed {
    int status = response.getStatus();
    if (status != PKIStatus.GRANTED && status != PKIStatus.GRANTED_WITH_MODS) {
      PKIFailureInfo failure = response.getFailInfo();
      throw exchange.refused(
          "gave no timestamp: status %d, failure %s. It says: %s"
              .formatted(
                  status,
                  failure == null ? "none" : "0x%06x".formatted(failure.intValue()),
                  Exchange.printable(response.getStatusString())));
    }
  }

  private static void requireSigned(TimeStampToken token)
      throws TSPException, CertificateException, OperatorCreationException {
    @SuppressWarnings("unchecked") // A SignerId selects certificates, but does not say so.
    Collection<X509CertificateHolder> signers =
        token.getCertificates().getMatches((Selector<X509CertificateHolder>) token.getSID());
    if (signers.isEmpty()) {
      throw new TSPException("the certificate that was asked for is not in it");
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
      throw new UncheckedIOException("A request that was just made has no DER", e);
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
