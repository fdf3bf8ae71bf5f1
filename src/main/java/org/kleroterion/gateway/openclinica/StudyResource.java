package org.kleroterion.gateway.openclinica;

import io.quarkus.resteasy.reactive.server.EndpointDisabled;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;
import org.kleroterion.problem.LimitedLog;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;

/**
 * The study configuration that OpenClinica reads when it starts: the gateway's URL, account and
 * password. OpenClinica does not authenticate here, so only the caller's network is checked.
 */
@EndpointDisabled(
    name = "kleroterion.openclinica.studies[0].study-oid",
    stringValue = "",
    disableIfMissing = true)
@Path("/openclinica/app/rest/oc/se_randomizations")
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
class StudyResource {
  private static final Logger LOG = Logger.getLogger(StudyResource.class);
  private static final LimitedLog LINES = new LimitedLog(LOG, System::nanoTime);

  private final Gateway gateway;

  StudyResource(Gateway gateway) {
    this.gateway = gateway;
  }

  @GET
  @Operation(hidden = true)
  public RestResponse<StudyView> read(
      @QueryParam("studyoid") @Nullable String studyOid,
      @QueryParam("instanceurl") @Nullable String instanceUrl,
      @Context HttpServerRequest request) {
    String peer = request.remoteAddress().host();
    if (!gateway.studies().mayAsk(peer)) {
      LINES.log(
          Level.WARN,
          "source",
          "Refused %s the configuration of a study: it is not in study-sources".formatted(peer));
      throw new StudyUnknown();
    }
    StudyView study =
        gateway
            .studies()
            .find(String.valueOf(studyOid), String.valueOf(instanceUrl))
            .orElseThrow(
                () -> {
                  LINES.log(
                      Level.WARN,
                      "study",
                      "Refused a request from %s for a study that kleroterion.openclinica.studies does not list"
                          .formatted(peer));
                  return new StudyUnknown();
                });
    LOG.infof("Gave %s the configuration of the study %s", peer, study.studyOid());
    return ResponseBuilder.ok(study).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }

  /** The answer does not say whether the feature is off, or the address or the study is wrong. */
  static final class StudyUnknown extends Refusal {
    StudyUnknown() {
      super(
          ProblemType.NOT_FOUND,
          "There is no such study, or your address may not read its configuration.");
    }
  }
}
