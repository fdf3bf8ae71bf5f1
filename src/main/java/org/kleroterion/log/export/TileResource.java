package org.kleroterion.log.export;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.kleroterion.access.Callers;
import org.kleroterion.access.Role;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refuses;

/** The log as C2SP {@code tlog-tiles} over HTTP. The content of a tile never changes. */
@Path("/v1/trials/{trial}/log/tile")
@Tag(name = "Log")
@RolesAllowed({
  Role.ENROLLER_GROUP,
  Role.EDC_GROUP,
  Role.AUDITOR_GROUP,
  Role.STATISTICIAN_GROUP,
  Role.MANAGER_GROUP
})
class TileResource {
  // private: a shared cache must not give one caller's response to another caller.
  private static final String NEVER_CHANGES = "private, max-age=31536000, immutable";

  private final TileService tiles;
  private final Callers callers;

  TileResource(TileService tiles, Callers callers) {
    this.tiles = tiles;
    this.callers = callers;
  }

  @GET
  @Path("/{level: [0-9]|[1-5][0-9]|6[0-3]}/{tile: .+}")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @ResponseHeader(name = "Cache-Control", value = NEVER_CHANGES)
  @Operation(
      operationId = "readTile",
      summary = "Read a hash tile",
      description = "C2SP tlog-tiles: up to 256 SHA-256 hashes, concatenated.")
  @Refuses({ProblemType.TRIAL_UNKNOWN, ProblemType.LOG_PART_UNKNOWN, ProblemType.LOG_BROKEN})
  public byte[] hashes(
      @PathParam("trial") String trial,
      @PathParam("level") @Parameter(description = "0 to 63.") int level,
      @PathParam("tile") @Parameter(description = "<N> or <N>.p/<W>, such as x001/x234/067.p/112")
          String tile) {
    return tiles.hashes(callers.current(), trial, level, tile);
  }

  @GET
  @Path("/entries/{tile: .+}")
  @RolesAllowed(Role.AUDITOR_GROUP)
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @ResponseHeader(name = "Cache-Control", value = NEVER_CHANGES)
  @Operation(
      operationId = "readEntryBundle",
      summary = "Read an entry bundle",
      description =
          "C2SP tlog-tiles: up to 256 entries, each preceded by its length in two bytes,"
              + " big-endian.")
  @Refuses({ProblemType.TRIAL_UNKNOWN, ProblemType.LOG_PART_UNKNOWN, ProblemType.LOG_BROKEN})
  public byte[] entries(
      @PathParam("trial") String trial,
      @PathParam("tile") @Parameter(description = "<N> or <N>.p/<W>, such as x001/x234/067.p/112")
          String tile) {
    return tiles.entries(callers.current(), trial, tile);
  }
}
