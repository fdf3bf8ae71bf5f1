package org.kleroterion.log.witness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.kleroterion.api.Loopback;
import org.kleroterion.wire.outgoing.Exchange;

/** A real timestamping authority, RFC 3161, on 127.0.0.1, with a certificate that it signed. */
public final class TimestampStub implements AutoCloseable {
  private static final String POLICY = "1.3.6.1.4.1.32473.1";
  private static final String REPLY = "application/timestamp-reply";

  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

  /** What it does wrong. */
  public enum Fault {
    NONE,
    WRONG_NONCE,
    NO_NONCE,
    WRONG_IMPRINT,
    REJECTION,
    NO_CERTIFICATE,
    ANOTHERS_SIGNATURE,
    BROKEN_SIGNATURE,
    MORE_BEHIND_IT,
    GARBAGE,
    OVERSIZED,
    WRONG_TYPE,
    HTTP_ERROR,
    NO_ANSWER
  }

  private final ExecutorService threads = Loopback.threads("timestamp stub");
  private final AtomicLong serial = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final HttpServer server;
  private final String keyAlgorithm;
  private final String signatureAlgorithm;
  private final KeyPair keys;
  private final X509Certificate certificate;
  private volatile Fault fault = Fault.NONE;
  private volatile UnaryOperator<byte[]> change = UnaryOperator.identity();

  private TimestampStub(int port, String keyAlgorithm, String signatureAlgorithm) {
    this.server = Loopback.server(port);
    this.signatureAlgorithm = signatureAlgorithm;
    this.keyAlgorithm = keyAlgorithm;
    this.keys = newKeys(keyAlgorithm);
    this.certificate = certificate(keys, signatureAlgorithm);
    server.createContext("/tsa", this::serve);
    server.setExecutor(threads);
    server.start();
  }

  public static TimestampStub start() {
    return signingWith("EC", "SHA256withECDSA");
  }

  static TimestampStub at(int port) {
    return new TimestampStub(port, "EC", "SHA256withECDSA");
  }

  static TimestampStub signingWith(String keyAlgorithm, String signatureAlgorithm) {
    return new TimestampStub(0, keyAlgorithm, signatureAlgorithm);
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/tsa");
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** From now on, until told otherwise. */
  public void does(Fault fault) {
    this.fault = fault;
  }

  /** From now on its replies are changed on their way. */
  public void alters(UnaryOperator<byte[]> change) {
    this.change = change;
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] query = exchange.getRequestBody().readAllBytes();
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      if (!"application/timestamp-query".equals(type)) {
        answer(exchange, 415, "text/plain", new byte[] {'?'});
        return;
      }
      switch (fault) {
        case NO_ANSWER -> closed.await();
        case HTTP_ERROR ->
            answer(exchange, 403, "text/plain", "pay first\n".getBytes(StandardCharsets.US_ASCII));
        case WRONG_TYPE -> answer(exchange, 200, "text/html", reply(query));
        case GARBAGE -> answer(exchange, 200, REPLY, new byte[] {0x30, 0x03, 0x02, 0x01});
        case OVERSIZED -> answer(exchange, 200, REPLY, new byte[Exchange.LONGEST_ANSWER + 1]);
        default -> answer(exchange, 200, REPLY, change.apply(reply(query)));
      }
    } catch (GeneralSecurityException | TSPException | OperatorException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private byte[] reply(byte[] query)
      throws IOException, GeneralSecurityException, TSPException, OperatorException {
    TimeStampRequest request = asked(new TimeStampRequest(query));
    KeyPair signer = fault == Fault.ANOTHERS_SIGNATURE ? newKeys(keyAlgorithm) : keys;
    DigestCalculator sha256 =
        new JcaDigestCalculatorProviderBuilder()
            .build()
            .get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256));
    TimeStampTokenGenerator tokens =
        new TimeStampTokenGenerator(
            new JcaSimpleSignerInfoGeneratorBuilder()
                .setProvider(BOUNCY_CASTLE)
                .build(signatureAlgorithm, signer.getPrivate(), certificate),
            sha256,
            new ASN1ObjectIdentifier(POLICY));
    tokens.addCertificates(new JcaCertStore(List.of(certificate)));
    TimeStampResponseGenerator responses =
        new TimeStampResponseGenerator(tokens, TSPAlgorithms.ALLOWED);
    if (fault == Fault.REJECTION) {
      return responses
          .generateFailResponse(
              PKIStatus.REJECTION, PKIFailureInfo.badAlg, "not\nwith this algorithm")
          .getEncoded();
    }
    byte[] reply =
        responses
            .generateGrantedResponse(
                request, BigInteger.valueOf(serial.incrementAndGet()), Date.from(Instant.now()))
            .getEncoded();
    return switch (fault) {
      case BROKEN_SIGNATURE -> {
        reply[reply.length - 1] ^= 1;
        yield reply;
      }
      case MORE_BEHIND_IT -> Arrays.copyOf(reply, reply.length + 1);
      default -> reply;
    };
  }

  /** What it takes the request for. */
  private TimeStampRequest asked(TimeStampRequest request) throws IOException {
    byte[] imprint = request.getMessageImprintDigest();
    BigInteger nonce = request.getNonce();
    TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
    generator.setCertReq(request.getCertReq() && fault != Fault.NO_CERTIFICATE);
    return switch (fault) {
      case WRONG_NONCE ->
          generator.generate(request.getMessageImprintAlgOID(), imprint, nonce.add(BigInteger.ONE));
      case NO_NONCE -> generator.generate(request.getMessageImprintAlgOID(), imprint);
      case WRONG_IMPRINT -> {
        imprint[0] ^= 1;
        yield generator.generate(request.getMessageImprintAlgOID(), imprint, nonce);
      }
      default -> generator.generate(request.getMessageImprintAlgOID(), imprint, nonce);
    };
  }

  private static KeyPair newKeys(String algorithm) {
    try {
      return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509Certificate certificate(KeyPair keys, String signatureAlgorithm) {
    X500Name name = new X500Name("CN=Timestamps for tests");
    Instant now = Instant.now();
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              new JcaX509v3CertificateBuilder(
                      name,
                      BigInteger.ONE,
                      Date.from(now.minus(Duration.ofDays(1))),
                      Date.from(now.plus(Duration.ofDays(1))),
                      name,
                      keys.getPublic())
                  .addExtension(
                      Extension.extendedKeyUsage,
                      true,
                      new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping))
                  .build(
                      new JcaContentSignerBuilder(signatureAlgorithm)
                          .setProvider(BOUNCY_CASTLE)
                          .build(keys.getPrivate())));
    } catch (GeneralSecurityException | OperatorException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
