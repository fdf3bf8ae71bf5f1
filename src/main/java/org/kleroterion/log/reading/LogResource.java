package org.kleroterion.log.reading;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.kleroterion.access.Callers;
import org.kleroterion.access.Role;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refuses;
import org.kleroterion.wire.Media;
import org.kleroterion.wire.Page;
import org.kleroterion.wire.PageRequest;
import org.kleroterion.wire.Parameters;

/** The log over HTTP: entries for auditors, checkpoints and proofs for every caller. */
@Path("/v1/trials/{trial}/log")
@Tag(name = "Log", description = "Everything that happened in a trial, in order, and its proofs.")
@RolesAllowed({
  Role.ENROLLER_GROUP,
  Role.EDC_GROUP,
  Role.AUDITOR_GROUP,
  Role.STATISTICIAN_GROUP,
  Role.MANAGER_GROUP
})
class LogResource {
  private final LogReadingService log;
  private final Callers callers;

  LogResource(LogReadingService log, Callers callers) {
    this.log = log;
    this.callers = callers;
  }

  @GET
  @RolesAllowed(Role.AUDITOR_GROUP)
  @Produces({MediaType.APPLICATION_JSON, Media.NDJSON, Media.CSV})
  @Operation(
      operationId = "readLog",
      summary = "Read the trial's log",
      description =
          "Entries in the order in which they happened. A token limited to sites sees only the"
              + " entries of these sites.")
  @Refuses({ProblemType.INVALID_REQUEST, ProblemType.TRIAL_UNKNOWN})
  public Page<EntryView> page(
      @PathParam("trial") String trial, @BeanParam LogFilter filter, @BeanParam PageRequest page) {
    return log.page(callers.current(), trial, filter, page);
  }

  @GET
  @Path("/{index: [0-9]+}")
  @RolesAllowed(Role.AUDITOR_GROUP)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(operationId = "readEntry", summary = "Read one entry of the log")
  @Refuses({ProblemType.INVALID_REQUEST, ProblemType.TRIAL_UNKNOWN, ProblemType.LOG_PART_UNKNOWN})
  public EntryView entry(
      @PathParam("trial") String trial,
      @PathParam("index") @Parameter(description = "0-based number of the entry in its log.")
          String index) {
    return log.entry(callers.current(), trial, Parameters.number("index", index));
  }

  @GET
  @Path("/{index: [0-9]+}/proof")
  @Produces(Media.TEXT)
  @Operation(
      operationId = "proveEntry",
      summary = "Prove that an entry is in the log",
      description = "A C2SP tlog-proof@v1, with the checkpoint of the requested size.")
  @Refuses({
    ProblemType.INVALID_REQUEST,
    ProblemType.TRIAL_UNKNOWN,
    ProblemType.LOG_PART_UNKNOWN,
    ProblemType.LOG_BROKEN
  })
  public String inclusion(
      @PathParam("trial") String trial,
      @PathParam("index") @Parameter(description = "0-based number of the entry in its log.")
          String index,
      @QueryParam("size")
          @Parameter(
              description = "Size of the tree. Default: the current size.",
              schema = @Schema(type = SchemaType.INTEGER, format = "int64"))
          Optional<String> size) {
    return log.inclusion(
        callers.current(),
        trial,
        Parameters.number("index", index),
        size.map(text -> Parameters.number("?size", text)));
  }

  @GET
  @Path("/proof")
  @Produces(Media.TEXT)
  @Operation(
      operationId = "proveConsistency",
      summary = "Prove that the log only grew",
      description =
          "The body of C2SP tlog-witness's add-checkpoint: 'old' and the smaller size, the RFC 6962"
              + " consistency proof, an empty line, and the checkpoint of the larger size.")
  @Refuses({ProblemType.INVALID_REQUEST, ProblemType.TRIAL_UNKNOWN, ProblemType.LOG_BROKEN})
  public String consistency(
      @PathParam("trial") String trial,
      @QueryParam("from")
          @Parameter(
              description = "The smaller size.",
              required = true,
              schema = @Schema(type = SchemaType.INTEGER, format = "int64"))
          Optional<String> from,
      @QueryParam("to")
          @Parameter(
              description = "The larger size. Default: the current size.",
              schema = @Schema(type = SchemaType.INTEGER, format = "int64"))
          Optional<String> to) {
    return log.consistency(
        callers.current(),
        trial,
        Parameters.number("?from", from.orElse("")),
        to.map(text -> Parameters.number("?to", text)));
  }

  @GET
  @Path("/checkpoint")
  @Produces(Media.TEXT)
  @ResponseHeader(name = "Cache-Control", value = "no-cache")
  @Operation(
      operationId = "readCheckpoint",
      summary = "Read the log's checkpoint",
      description =
          "A C2SP tlog-checkpoint of the log at its current size, with its witnesses'"
              + " cosignatures so far.")
  @Refuses({ProblemType.TRIAL_UNKNOWN, ProblemType.LOG_BROKEN})
  public String checkpoint(@PathParam("trial") String trial) {
    return log.checkpoint(callers.current(), trial).format();
  }

  @GET
  @Path("/verification")
  @RolesAllowed({Role.AUDITOR_GROUP, Role.MANAGER_GROUP})
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "verifyLog",
      summary = "Check the whole log",
      description =
          "Hashes every entry again, and compares the log with every database row that follows from"
              + " it and with every stored checkpoint. If the log does not match what was signed,"
              + " the trial is stopped. If it matches again, the trial continues.")
  @Refuses(ProblemType.TRIAL_UNKNOWN)
  public VerificationView verify(@PathParam("trial") String trial) {
    return log.verify(callers.current(), trial);
  }
}
