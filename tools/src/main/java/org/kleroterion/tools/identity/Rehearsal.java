package org.kleroterion.tools.identity;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Rehearses the packaged service with a real Keycloak, both on this machine: which tokens are
 * accepted, how a key is rotated, and what happens in an outage. {@code tools/identity} starts it.
 */
final class Rehearsal {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private static final long BEGIN = System.nanoTime();
  private static final String TRIAL = "wlrt-obc";
  private static final String PEOPLE = "kleroterion-people";

  /** The roles that may send each request. All other roles must be refused. */
  private static final Map<String, Set<String>> MAY = new LinkedHashMap<>();

  static {
    Set<String> all = Set.of("enroller", "edc", "auditor", "statistician", "manager");
    Set<String> enrol = Set.of("enroller", "edc");
    Set<String> see = Set.of("enroller", "edc", "auditor");
    MAY.put("GET ", all);
    MAY.put("GET screening-schema", all);
    MAY.put("POST assessments", enrol);
    MAY.put("GET assessments", see);
    MAY.put("POST allocations", enrol);
    MAY.put("GET allocations", see);
    MAY.put("GET allocations/DEMO-001/receipt", see);
    MAY.put("POST allocations/DEMO-001/corrections", Set.of("manager"));
    MAY.put(
        "GET allocations/DEMO-001/corrections", Set.of("enroller", "edc", "auditor", "manager"));
    MAY.put("POST status", Set.of("manager"));
    MAY.put("POST sites", Set.of("manager"));
    MAY.put("POST key-reveal", Set.of("manager"));
    MAY.put("POST log/restart", Set.of("manager"));
    MAY.put("GET schedule", Set.of("statistician"));
    MAY.put("GET balance", Set.of("statistician"));
    MAY.put("GET log", Set.of("auditor"));
    MAY.put("GET log/0", Set.of("auditor"));
    MAY.put("GET log/export", Set.of("auditor"));
    MAY.put("GET log/verification", Set.of("auditor", "manager"));
    MAY.put("GET log/checkpoint", all);
    MAY.put("GET log/0/proof", all);
  }

  private final Path keycloakHome;
  private final Path realmFile;
  private final Path jar;
  private final Path evaluation;
  private final Path output;
  private final boolean quick;
  private final Path scratch;
  private final List<Process> running = new ArrayList<>();
  private final String password = random();
  private final String adminSecret = random();
  private final int port = freePort();
  private Process keycloak;
  private int keycloakStarts;
  private Service service;
  private String edcSecret;
  private final Map<String, String> people = new LinkedHashMap<>();

  private Rehearsal(String[] arguments) throws IOException {
    keycloakHome = Path.of(arguments[0]);
    realmFile = Path.of(arguments[1]);
    jar = Path.of(arguments[2]);
    evaluation = Path.of(arguments[3]);
    output = Files.createDirectories(Path.of(arguments[4]));
    quick = arguments[5].equals("quick");
    scratch = Files.createTempDirectory("kleroterion-identity");
  }

  public static void main(String[] arguments) throws Exception {
    Rehearsal rehearsal = new Rehearsal(arguments);
    // A shutdown hook, so that an interrupted run also removes its processes and files.
    Runtime.getRuntime().addShutdownHook(new Thread(rehearsal::cleanUp));
    try {
      rehearsal.run();
      System.out.println("\nAll checks passed.");
    } catch (Failed e) {
      System.out.println("\nFAILED: " + e.getMessage() + "\nSee " + rehearsal.output);
      System.exit(1);
    }
  }

  private void run() throws Exception {
    startKeycloak(true);
    service = startService("service");
    realmIsClosed();
    passwords();
    edcAllocates();
    rolesMayWhatTheTableSays();
    if (quick) {
      return;
    }
    reachIsLimited();
    rightsAreTakenAway();
    wrongTokensAreRefused();
    keysAreRotated();
    floodIsBounded();
    outageIsSurvived();
  }

  // ---- The realm ----

  private void realmIsClosed() throws Exception {
    for (JsonNode client : admin("GET", "/clients", null)) {
      String name = client.path("clientId").textValue();
      check(!client.path("implicitFlowEnabled").booleanValue(), name + " has the implicit flow");
      check(!client.path("directAccessGrantsEnabled").booleanValue(), name + " takes passwords");
    }
    Answer grant =
        form(
            issuer() + "/protocol/openid-connect/token",
            Map.of(
                "grant_type", "password", "client_id", PEOPLE, "username", "x", "password", "x"));
    check(
        grant.status == 400 || grant.status == 401,
        "the password grant is answered with " + grant.status);
    Answer plain =
        get(
            issuer()
                + "/protocol/openid-connect/auth?response_type=code&client_id="
                + PEOPLE
                + "&redirect_uri="
                + encode(redirect()));
    check(
        plain.location().contains("error=invalid_request"),
        "a sign-in without PKCE was not refused");
    ok("realm: no implicit flow, no password grant, no sign-in without PKCE (S256)");
    edcSecret =
        admin("GET", "/clients/" + clientId("edc") + "/client-secret", null)
            .path("value")
            .textValue();
    check(edcSecret.length() >= 32, "the EDC's secret is too short");
    ok("realm: the import gave the EDC a secret of %d characters", edcSecret.length());
  }

  private void passwords() throws Exception {
    for (String role : List.of("enroller", "auditor", "statistician", "manager")) {
      setPassword(userId("example-" + role));
      people.put(role, signIn("example-" + role).path("access_token").textValue());
    }
    people.put("edc", edcToken());
    ok("realm: every example user signs in with authorization code and PKCE");
  }

  // ---- (a) The EDC allocates ----

  private void edcAllocates() throws Exception {
    String manager = people.get("manager");
    expect(
        200,
        post(manager, "status", Map.of("status", "OPEN", "reason", "Rehearsal")),
        "the manager opens");
    JsonNode body = JSON.readTree(Files.readString(evaluation.resolve("assessment.json")));
    Answer assessed = post(people.get("edc"), "assessments", body);
    expect(201, assessed, "the EDC assesses");
    check(assessed.json().path("verdict").textValue().equals("ELIGIBLE"), "not eligible");
    Map<String, Object> request =
        Map.of(
            "subject", "DEMO-001",
            "assessment", assessed.json().path("id").textValue(),
            "requestedBy", "dr.li");
    Answer first = post(people.get("edc"), "allocations", request);
    expect(201, first, "the EDC allocates");
    String sub = claims(people.get("edc")).path("sub").textValue();
    check(first.json().path("allocatedBy").textValue().equals(sub), "allocatedBy is not the sub");
    Answer again = post(edcToken(), "allocations", request);
    expect(200, again, "the EDC repeats the request with another token");
    check(again.json().path("arm").equals(first.json().path("arm")), "another arm");
    ok("(a) a client-credentials token assesses and allocates; a repeat: 200, the same arm");
  }

  // ---- (b) Rights ----

  private void rolesMayWhatTheTableSays() throws Exception {
    for (String role : people.keySet()) {
      List<String> wrong = new ArrayList<>();
      int granted = 0;
      for (Map.Entry<String, Set<String>> entry : MAY.entrySet()) {
        String method = entry.getKey().split(" ", 2)[0];
        String path = entry.getKey().split(" ", 2)[1];
        // The body is invalid, so nothing is written. The service checks the token before the body.
        Answer answer =
            method.equals("GET")
                ? read(people.get(role), path)
                : post(people.get(role), path, Map.of("unknown", 1));
        boolean may = entry.getValue().contains(role);
        granted += may ? 1 : 0;
        boolean right =
            may ? !Set.of(401, 403, 500, 503).contains(answer.status) : answer.status == 403;
        if (!right) {
          wrong.add(entry.getKey() + " is answered with " + answer.status);
        }
      }
      check(wrong.isEmpty(), role + ": " + wrong);
      ok(
          "(b) %-12s %2d requests granted, %2d refused with 403",
          role, granted, MAY.size() - granted);
    }
  }

  private void reachIsLimited() throws Exception {
    JsonNode assessment = JSON.readTree(Files.readString(evaluation.resolve("assessment.json")));
    Map<String, Object> elsewhere =
        Map.of("subject", "DEMO-002", "site", "pumch", "screening", assessment.path("screening"));
    expect(
        403, "site-out-of-reach", post(people.get("enroller"), "assessments", elsewhere), "a site");
    String pumch = newUser("pumch-enroller", List.of("enroller"), List.of(TRIAL), List.of("pumch"));
    expect(201, post(pumch, "assessments", elsewhere), "its own site");
    check(
        read(pumch, "assessments").json().path("items").size() == 1,
        "an enroller of one site sees another's assessments");
    Answer others = read(pumch, "allocations/DEMO-001");
    check(others.status == 403 || others.status == 404, "another site's subject: " + others.status);
    ok("(b) an enroller of one site: its own 201, another's 403, another's subjects not listed");
    String other = newUser("other-trial", List.of("enroller"), List.of("other"), List.of("*"));
    expect(404, "trial-unknown", read(other, ""), "another trial");
    ok("(b) a user of another trial: 404, as for an unknown trial");
    String nothing = newUser("no-claims", List.of("enroller"), List.of(), List.of());
    expect(403, "forbidden", read(nothing, ""), "no claims");
    ok("(b) a user without trials and sites: 403");
    String both =
        newUser("both-duties", List.of("enroller", "auditor"), List.of("*"), List.of("*"));
    expect(403, "roles-conflict", read(both, ""), "two duties");
    ok("(b) a user who both enrols and audits: 403, roles-conflict");
  }

  private void rightsAreTakenAway() throws Exception {
    newUser("leaver", List.of("enroller"), List.of(TRIAL), List.of("cams"));
    JsonNode tokens = signIn("leaver");
    String id = userId("leaver");
    admin("PUT", "/users/" + id, Map.of("enabled", false));
    Answer refresh =
        form(
            issuer() + "/protocol/openid-connect/token",
            Map.of(
                "grant_type",
                "refresh_token",
                "client_id",
                PEOPLE,
                "refresh_token",
                tokens.path("refresh_token").textValue()));
    expect(400, refresh, "a disabled user's next token");
    String token = tokens.path("access_token").textValue();
    expect(200, read(token, ""), "the last token of a disabled user");
    JsonNode claims = claims(token);
    long life = claims.path("exp").longValue() - claims.path("iat").longValue();
    check(life <= 300, "tokens live for " + life + " s");
    ok(
        "(b) a disabled user gets no new token; the last token is accepted until it expires (%d s)",
        life);
  }

  // ---- (c) Wrong tokens ----

  private void wrongTokensAreRefused() throws Exception {
    String good = people.get("edc");
    newServiceClient("kleroterion", "another-service", null);
    refused("without an audience", serviceToken("kleroterion", "another-service"));
    newServiceClient("kleroterion", "for-others", "another-service");
    refused("for another audience", serviceToken("kleroterion", "for-others"));
    send(
        "POST",
        base() + "/admin/realms",
        adminToken(),
        Map.of("realm", "elsewhere", "enabled", true));
    newServiceClient("elsewhere", "edc", "kleroterion");
    refused("of another realm", serviceToken("elsewhere", "edc"));
    JsonNode signedIn = signIn("example-auditor");
    refused("that is an ID token", signedIn.path("id_token").textValue());
    refused("that is a refresh token", signedIn.path("refresh_token").textValue());

    String[] parts = good.split("\\.");
    String kid = header(good).path("kid").textValue();
    String none =
        base64("{\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"" + kid + "\"}") + "." + parts[1];
    refused("with alg none", none + ".");
    refused("with alg none and the old signature", none + "." + parts[2]);
    String hs =
        base64("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"" + kid + "\"}") + "." + parts[1];
    for (JsonNode key : admin("GET", "/keys", null).path("keys")) {
      if (kid.equals(key.path("kid").textValue())) {
        String encoded = key.path("publicKey").textValue();
        String pem = "-----BEGIN PUBLIC KEY-----\n" + encoded + "\n-----END PUBLIC KEY-----\n";
        refused("HS256 with the public key as its secret", hs + "." + hmac(hs, encoded.getBytes()));
        refused("HS256 with the same as PEM", hs + "." + hmac(hs, pem.getBytes()));
        byte[] der = Base64.getDecoder().decode(encoded);
        refused("HS256 with the same as DER", hs + "." + hmac(hs, der));
      }
    }
    char flipped = parts[2].charAt(40) == 'A' ? 'B' : 'A';
    refused(
        "with one character of its signature changed",
        parts[0]
            + "."
            + parts[1]
            + "."
            + parts[2].substring(0, 40)
            + flipped
            + parts[2].substring(41));

    JsonNode edc = admin("GET", "/clients?clientId=edc", null).get(0);
    lifespan(edc, "2");
    String brief = edcToken();
    expect(200, read(brief, ""), "a token of two seconds");
    long end = claims(brief).path("exp").longValue();
    await("an expired token is refused", 120, () -> read(brief, "").status == 401);
    double late = System.currentTimeMillis() / 1000.0 - end;
    check(late < 65, "an expired token was accepted for " + late + " s");
    ok("(c) an expired token: 401, %.1f s after it expired", late);
    lifespan(edc, "");
    expect(200, read(good, ""), "a good token in between");
  }

  private void refused(String what, String token) throws Exception {
    Answer answer = read(token, "");
    expect(401, "unauthenticated", answer, "a token " + what);
    ok("(c) a token %s: 401", what);
  }

  // ---- (d) Keys ----

  private void keysAreRotated() throws Exception {
    String old = edcToken();
    expect(200, read(old, ""), "before the rotation");
    String oldKid = header(old).path("kid").textValue();
    String newKey = newSigningKey("rehearsal", 200);
    String fresh = edcToken();
    check(!header(fresh).path("kid").textValue().equals(oldKid), "Keycloak signs with the old key");
    long begin = System.nanoTime();
    expect(200, read(fresh, ""), "the first token of a new key");
    ok("(d) the first token of a new key: 200 after %d ms, no restart", millis(begin));
    expect(200, read(old, ""), "the old key while it is published");

    JsonNode component = signingComponent(oldKid);
    configure(component, "active", "false");
    check(published().contains(oldKid), "a passive key is not published");
    expect(200, read(old, ""), "the old key while it is passive");
    ok("(d) the old key, made passive: still published, its tokens still 200");

    configure(component, "enabled", "false");
    check(!published().contains(oldKid), "a disabled key is still published");
    begin = System.nanoTime();
    await(
        "the old key is refused",
        75,
        () -> {
          expect(200, read(fresh, ""), "the new key meanwhile");
          return read(old, "").status == 401;
        });
    check(
        claims(old).path("exp").longValue() > System.currentTimeMillis() / 1000,
        "the old token expired before its key was refused");
    ok("(d) the old key, disabled: 401 after %.1f s", millis(begin) / 1000.0);

    newSigningKey("rehearsal-2", 300);
    begin = System.nanoTime();
    expect(200, read(edcToken(), ""), "a second rotation directly afterwards");
    ok("(d) a second rotation directly afterwards: 200 after %d ms", millis(begin));
    check(newKey.length() > 0, "no key");
  }

  private void floodIsBounded() throws Exception {
    String good = edcToken();
    expect(200, read(good, ""), "before the flood");
    long fetched = certificateRequests();
    long begin = System.nanoTime();
    AtomicLong sent = new AtomicLong();
    AtomicBoolean wrong = new AtomicBoolean();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Thread thread =
          new Thread(
              () -> {
                while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(20)) {
                  try {
                    wrong.compareAndSet(false, read(unknownKey(good), "").status != 401);
                    sent.incrementAndGet();
                  } catch (Exception e) {
                    wrong.set(true);
                  }
                }
              });
      thread.start();
      threads.add(thread);
    }
    while (threads.stream().anyMatch(Thread::isAlive)) {
      expect(200, read(good, ""), "a good token in a flood of bad ones");
      Thread.sleep(100);
    }
    check(!wrong.get(), "a token of an unknown key was not answered with 401");
    Thread.sleep(500);
    long requests = certificateRequests() - fetched;
    // Three without a pause, one every five seconds, and the regular one of each minute.
    long most = 4 + millis(begin) / 5000;
    check(requests <= most, "the flood caused " + requests + " requests to the provider");
    ok(
        "(d) %d tokens of unknown keys in %d s: 401 each; %d requests to the provider (at most %d)",
        sent.get(), millis(begin) / 1000, requests, most);
  }

  // ---- (e) Outage ----

  private void outageIsSurvived() throws Exception {
    String good = edcToken();
    expect(200, read(good, ""), "before the outage");
    signal(keycloak, "-STOP");
    long begin = System.nanoTime();
    long slowest = 0;
    long slowestUnknown = 0;
    while (millis(begin) < 75_000) {
      long asked = System.nanoTime();
      expect(200, read(good, ""), "a known key while the provider hangs");
      slowest = Math.max(slowest, millis(asked));
      check(ready(service).status == 200, "not ready while the provider hangs");
      asked = System.nanoTime();
      expect(401, read(unknownKey(good), ""), "an unknown key while the provider hangs");
      slowestUnknown = Math.max(slowestUnknown, millis(asked));
      Thread.sleep(500);
    }
    check(slowest < 2_000, "a known key waited for the provider: " + slowest + " ms");
    check(slowestUnknown < 7_000, "an unknown key waited for " + slowestUnknown + " ms");
    ok(
        "(e) the provider hangs for 75 s: known keys 200 (slowest %d ms), unknown ones 401"
            + " (slowest %d ms), ready",
        slowest, slowestUnknown);

    stopKeycloak();
    begin = System.nanoTime();
    while (millis(begin) < 30_000) {
      expect(200, read(good, ""), "a known key while the provider is gone");
      check(ready(service).status == 200, "not ready while the provider is gone");
      Thread.sleep(1_000);
    }
    ok("(e) the provider is killed: known keys 200 for another 30 s, ready");
    check(
        service.output().contains("The token issuer's keys cannot be fetched"),
        "the service's output does not report that the provider is gone");
    ok("(e) the operator reads: %s", service.line("The token issuer's keys cannot be fetched"));

    Service second = startService("second-service");
    check(
        get(second.management + "/q/health/live").status == 200, "the second service is not alive");
    Answer notReady = ready(second);
    expect(503, notReady, "the readiness of a service that started without the provider");
    check(notReady.body.contains("the connection is refused"), notReady.body);
    Answer without = second.read(good);
    expect(503, "service-unavailable", without, "a token when no key is known");
    check(without.headers.firstValue("Retry-After").isPresent(), "no Retry-After");
    ok(
        "(e) a service that starts during the outage: alive, not ready, answers 503 with Retry-After");
    ok("(e) the operator reads: %s", second.line("The token issuer's keys cannot be fetched"));

    startKeycloak(false);
    begin = System.nanoTime();
    await("the second service is ready", 30, () -> ready(second).status == 200);
    ok(
        "(e) the provider is back: the second service is ready %.1f s later",
        millis(begin) / 1000.0);
    String fresh = edcToken();
    expect(200, second.read(fresh), "a new token at the second service");
    expect(200, read(fresh, ""), "a new token at the first service");
    ok("(e) new tokens: 200 at both");
  }

  // ---- Keycloak ----

  private void startKeycloak(boolean anew) throws Exception {
    long begin = System.nanoTime();
    if (anew) {
      delete(keycloakHome.resolve("data"));
      Path imports = Files.createDirectories(keycloakHome.resolve("data/import"));
      Files.copy(realmFile, imports.resolve(realmFile.getFileName()));
    }
    Path log = output.resolve("keycloak-" + ++keycloakStarts + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
                keycloakHome.resolve("bin/kc.sh").toAbsolutePath().toString(),
                "start-dev",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--http-access-log-enabled=true",
                "--import-realm")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(KC|KEYCLOAK|QUARKUS)_.*"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("JAVA_OPTS_APPEND", "-Xmx512m");
    builder.environment().put("KC_BOOTSTRAP_ADMIN_CLIENT_ID", "rehearsal-admin");
    builder.environment().put("KC_BOOTSTRAP_ADMIN_CLIENT_SECRET", adminSecret);
    keycloak = builder.start();
    running.add(keycloak);
    await(
        "Keycloak answers (" + log + ")",
        300,
        () -> {
          check(keycloak.isAlive(), "Keycloak has ended: " + log);
          try {
            return get(issuer()).status == 200;
          } catch (IOException notYet) {
            return false;
          }
        });
    ok("%s started in %d s", keycloakHome.getFileName(), millis(begin) / 1000);
  }

  private void stopKeycloak() throws InterruptedException {
    kill(keycloak);
    keycloak.waitFor();
  }

  private String base() {
    return "http://127.0.0.1:" + port;
  }

  private String issuer() {
    return base() + "/realms/kleroterion";
  }

  private String adminToken() throws Exception {
    return form(
            base() + "/realms/master/protocol/openid-connect/token",
            Map.of(
                "grant_type", "client_credentials",
                "client_id", "rehearsal-admin",
                "client_secret", adminSecret))
        .json()
        .path("access_token")
        .textValue();
  }

  private JsonNode admin(String method, String path, Object body) throws Exception {
    return admin("kleroterion", method, path, body);
  }

  private JsonNode admin(String realm, String method, String path, Object body) throws Exception {
    Answer answer = send(method, base() + "/admin/realms/" + realm + path, adminToken(), body);
    check(answer.status / 100 == 2, method + " " + path + ": " + answer.status + answer.body);
    return answer.body.isEmpty() ? JSON.createObjectNode() : answer.json();
  }

  private String clientId(String name) throws Exception {
    return admin("GET", "/clients?clientId=" + name, null).get(0).path("id").textValue();
  }

  private String userId(String name) throws Exception {
    return admin("GET", "/users?exact=true&username=" + name, null).get(0).path("id").textValue();
  }

  private void setPassword(String user) throws Exception {
    admin(
        "PUT",
        "/users/" + user + "/reset-password",
        Map.of("type", "password", "temporary", false, "value", password));
  }

  /** Creates a user with these rights and returns a token of this user. */
  private String newUser(String name, List<String> roles, List<String> trials, List<String> sites)
      throws Exception {
    admin(
        "POST",
        "/users",
        Map.of(
            "username",
            name,
            "enabled",
            true,
            "attributes",
            Map.of("trials", trials, "sites", sites)));
    String user = userId(name);
    String client = clientId("kleroterion");
    List<JsonNode> mappings = new ArrayList<>();
    for (String role : roles) {
      mappings.add(admin("GET", "/clients/" + client + "/roles/" + role, null));
    }
    admin("POST", "/users/" + user + "/role-mappings/clients/" + client, mappings);
    setPassword(user);
    return signIn(name).path("access_token").textValue();
  }

  private void newServiceClient(String realm, String name, String audience) throws Exception {
    List<Object> mappers = new ArrayList<>();
    if (audience != null) {
      mappers.add(
          Map.of(
              "name",
              "aud",
              "protocol",
              "openid-connect",
              "protocolMapper",
              "oidc-audience-mapper",
              "config",
              Map.of("included.custom.audience", audience, "access.token.claim", "true")));
    }
    admin(
        realm,
        "POST",
        "/clients",
        Map.of(
            "clientId",
            name,
            "secret",
            adminSecret,
            "serviceAccountsEnabled",
            true,
            "standardFlowEnabled",
            false,
            "protocolMappers",
            mappers));
  }

  private String serviceToken(String realm, String client) throws Exception {
    return token(base() + "/realms/" + realm, client, adminSecret);
  }

  private String edcToken() throws Exception {
    return token(issuer(), "edc", edcSecret);
  }

  private String token(String issuer, String client, String secret) throws Exception {
    Answer answer =
        form(
            issuer + "/protocol/openid-connect/token",
            Map.of(
                "grant_type", "client_credentials", "client_id", client, "client_secret", secret));
    expect(200, answer, "a token for " + client);
    return answer.json().path("access_token").textValue();
  }

  private void lifespan(JsonNode client, String seconds) throws Exception {
    Map<String, Object> changed = object(client);
    Map<String, Object> attributes = object(client.path("attributes"));
    attributes.put("access.token.lifespan", seconds);
    changed.put("attributes", attributes);
    admin("PUT", "/clients/" + client.path("id").textValue(), changed);
  }

  private String redirect() throws Exception {
    return admin("GET", "/clients?clientId=" + PEOPLE, null)
        .get(0)
        .path("redirectUris")
        .get(0)
        .textValue();
  }

  /** Signs in as a browser does: gets the form, sends it, and exchanges the code for a token. */
  private JsonNode signIn(String user) throws Exception {
    String verifier = random();
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes());
    String challenge = Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    String redirect = redirect();
    Answer page =
        get(
            issuer()
                + "/protocol/openid-connect/auth?scope=openid&response_type=code&client_id="
                + PEOPLE
                + "&redirect_uri="
                + encode(redirect)
                + "&code_challenge_method=S256&code_challenge="
                + challenge);
    Matcher action = Pattern.compile("action=\"([^\"]+)\"").matcher(page.body);
    check(page.status == 200 && action.find(), "no sign-in page for " + user);
    String cookies =
        String.join(
            "; ",
            page.headers.allValues("Set-Cookie").stream().map(c -> c.split(";", 2)[0]).toList());
    Answer signedIn =
        exchange(
            HttpRequest.newBuilder(URI.create(action.group(1).replace("&amp;", "&")))
                .header("Cookie", cookies)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(body(Map.of("username", user, "password", password))));
    Matcher code = Pattern.compile("[?&]code=([^&]+)").matcher(signedIn.location());
    check(code.find(), user + " was not signed in: " + signedIn.status + signedIn.location());
    Answer tokens =
        form(
            issuer() + "/protocol/openid-connect/token",
            Map.of(
                "grant_type",
                "authorization_code",
                "client_id",
                PEOPLE,
                "redirect_uri",
                redirect,
                "code",
                code.group(1),
                "code_verifier",
                verifier));
    expect(200, tokens, "the tokens of " + user);
    return tokens.json();
  }

  private String newSigningKey(String name, int priority) throws Exception {
    admin(
        "POST",
        "/components",
        Map.of(
            "name",
            name,
            "providerId",
            "rsa-generated",
            "providerType",
            "org.keycloak.keys.KeyProvider",
            "config",
            Map.of(
                "priority", List.of(String.valueOf(priority)),
                "enabled", List.of("true"),
                "active", List.of("true"),
                "algorithm", List.of("RS256"),
                "keySize", List.of("2048"))));
    return name;
  }

  private JsonNode signingComponent(String kid) throws Exception {
    for (JsonNode key : admin("GET", "/keys", null).path("keys")) {
      if (kid.equals(key.path("kid").textValue())) {
        return admin("GET", "/components/" + key.path("providerId").textValue(), null);
      }
    }
    throw new Failed("Keycloak has no key " + kid);
  }

  private void configure(JsonNode component, String name, String value) throws Exception {
    JsonNode now = admin("GET", "/components/" + component.path("id").textValue(), null);
    Map<String, Object> config = object(now.path("config"));
    config.put(name, List.of(value));
    Map<String, Object> changed = object(now);
    changed.put("config", config);
    admin("PUT", "/components/" + component.path("id").textValue(), changed);
  }

  private static Map<String, Object> object(JsonNode node) {
    return JSON.convertValue(node, new TypeReference<Map<String, Object>>() {});
  }

  private String published() throws Exception {
    return get(issuer() + "/protocol/openid-connect/certs").body;
  }

  /** Number of requests for the keys in Keycloak's access log. */
  private long certificateRequests() throws IOException {
    try (Stream<String> lines =
        Files.lines(output.resolve("keycloak-" + keycloakStarts + ".log"))) {
      return lines
          .filter(line -> line.contains("GET /realms/kleroterion/protocol/openid-connect/certs "))
          .count();
    }
  }

  // ---- The service ----

  private final class Service {
    private final Process process;
    private final Path log;
    private String api = "";
    private String management = "";

    Service(Process process, Path log) {
      this.process = process;
      this.log = log;
    }

    String output() throws IOException {
      return Files.readString(log);
    }

    String line(String part) throws IOException {
      return output().lines().filter(line -> line.contains(part)).findFirst().orElse("nothing");
    }

    Answer read(String token) throws Exception {
      return send("GET", api + "/v1/trials/" + TRIAL, token, null);
    }
  }

  /** Starts a service in production mode with its own database and secret, and waits for it. */
  private Service startService(String name) throws Exception {
    long begin = System.nanoTime();
    Path directory = Files.createDirectories(scratch.resolve(name));
    byte[] secret = new byte[32];
    RANDOM.nextBytes(secret);
    Path secretFile = directory.resolve("master-secret");
    Files.writeString(secretFile, HexFormat.of().formatHex(secret) + "\n");
    Path log = output.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-jar",
                jar.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    Map<String, String> settings = builder.environment();
    settings.keySet().removeIf(key -> key.matches("(KLEROTERION|QUARKUS|MP|SMALLRYE)_.*"));
    settings.put("KLEROTERION_DATA_DIRECTORY", directory.resolve("data").toString());
    settings.put("KLEROTERION_MASTER_SECRET_FILE", secretFile.toString());
    settings.put("KLEROTERION_TOKEN_ISSUER", issuer());
    settings.put("KLEROTERION_TOKEN_AUDIENCE", "kleroterion");
    settings.put("KLEROTERION_TOKEN_KEYS", issuer() + "/protocol/openid-connect/certs");
    settings.put("KLEROTERION_LOG_ORIGIN", "rehearsal.example");
    settings.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    settings.put("QUARKUS_HTTP_PORT", "0");
    settings.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
    settings.put("QUARKUS_MANAGEMENT_PORT", "0");
    Service started = new Service(builder.start(), log);
    running.add(started.process);
    Pattern listening =
        Pattern.compile("Listening on: (\\S+)\\. Management interface listening on (\\S+)\\.");
    await(
        "the service listens (" + log + ")",
        180,
        () -> {
          check(started.process.isAlive(), "the service has ended: " + log);
          Matcher matcher = listening.matcher(started.output());
          boolean found = matcher.find();
          if (found) {
            started.api = matcher.group(1);
            started.management = matcher.group(2);
          }
          return found;
        });
    ok("%s started in %d s", name, millis(begin) / 1000);
    return started;
  }

  private Answer ready(Service one) throws Exception {
    return get(one.management + "/q/health/ready");
  }

  private Answer read(String token, String path) throws Exception {
    return send("GET", url(path), token, null);
  }

  private Answer post(String token, String path, Object body) throws Exception {
    return send("POST", url(path), token, body);
  }

  private String url(String path) {
    return service.api + "/v1/trials/" + TRIAL + (path.isEmpty() ? "" : "/" + path);
  }

  // ---- Tokens ----

  private static JsonNode header(String token) throws IOException {
    return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[0]));
  }

  private static JsonNode claims(String token) throws IOException {
    return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
  }

  /** The same token with an unknown key id and an invalid signature. */
  private static String unknownKey(String token) {
    String[] parts = token.split("\\.");
    return base64("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"" + random() + "\"}")
        + "."
        + parts[1]
        + "."
        + parts[2];
  }

  private static String hmac(String signed, byte[] secret) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret, "HmacSHA256"));
    byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String random() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  // ---- HTTP ----

  private record Answer(int status, java.net.http.HttpHeaders headers, String body) {
    JsonNode json() throws IOException {
      return JSON.readTree(body);
    }

    String location() {
      return headers.firstValue("Location").orElse("");
    }
  }

  private static Answer get(String url) throws Exception {
    return exchange(HttpRequest.newBuilder(URI.create(url)));
  }

  private static Answer send(String method, String url, String token, Object body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + token);
    return exchange(
        body == null
            ? request.method(method, HttpRequest.BodyPublishers.noBody())
            : request
                .header("Content-Type", "application/json")
                .method(
                    method, HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
  }

  private static Answer form(String url, Map<String, String> fields) throws Exception {
    return exchange(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(body(fields)));
  }

  private static HttpRequest.BodyPublisher body(Map<String, String> fields) {
    List<String> pairs = new ArrayList<>();
    fields.forEach((name, value) -> pairs.add(encode(name) + "=" + encode(value)));
    return HttpRequest.BodyPublishers.ofString(String.join("&", pairs));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Answer exchange(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response =
        HTTP.send(
            request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.headers(), response.body());
  }

  // ---- Checks ----

  private static final class Failed extends RuntimeException {
    Failed(String message) {
      super(message);
    }
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new Failed(otherwise);
    }
  }

  private static void expect(int status, Answer answer, String what) {
    check(
        answer.status == status,
        what + ": " + answer.status + " instead of " + status + "\n" + answer.body);
  }

  private static void expect(int status, String type, Answer answer, String what)
      throws IOException {
    expect(status, answer, what);
    String is = answer.json().path("type").asText();
    check(is.endsWith("/" + type), what + ": " + is + " instead of " + type);
  }

  private static void await(String what, int seconds, Callable<Boolean> condition)
      throws Exception {
    long begin = System.nanoTime();
    while (!condition.call()) {
      check(millis(begin) < seconds * 1000L, what + ": not within " + seconds + " s");
      Thread.sleep(200);
    }
  }

  private static void ok(String format, Object... arguments) {
    System.out.printf(
        Locale.ROOT,
        "%6.1f s  ok  %s%n",
        millis(BEGIN) / 1000.0,
        String.format(Locale.ROOT, format, arguments));
  }

  private static long millis(long since) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
  }

  // ---- Processes and files ----

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private static void signal(Process process, String signal)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill", signal, Long.toString(process.pid())));
    process.descendants().forEach(child -> command.add(Long.toString(child.pid())));
    check(new ProcessBuilder(command).inheritIO().start().waitFor() == 0, "kill " + signal);
  }

  // Keycloak's script is a shell; the server is its child process.
  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private void cleanUp() {
    running.forEach(Rehearsal::kill);
    try {
      for (Process process : running) {
        process.waitFor(20, TimeUnit.SECONDS);
      }
      delete(scratch);
      delete(keycloakHome.resolve("data"));
    } catch (IOException | InterruptedException e) {
      System.err.println("identity: the clean-up is incomplete: " + e);
    }
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
