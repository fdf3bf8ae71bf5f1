package org.kleroterion.delivery;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.kleroterion.access.Callers;
import org.kleroterion.access.Role;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refuses;
import org.kleroterion.wire.Media;
import org.kleroterion.wire.Page;
import org.kleroterion.wire.PageRequest;

/** The deliveries to other systems that are still queued, over HTTP. */
@Path("/v1/trials/{trial}/destinations")
@Tag(
    name = "Deliveries",
    description = "The queue of messages that the service sends to other systems.")
class DestinationResource {
  private static final String EVERY_SITE = "The token must reach every site.";

  private final QueueService service;
  private final Callers callers;

  DestinationResource(QueueService service, Callers callers) {
    this.service = service;
    this.callers = callers;
  }

  @GET
  @RolesAllowed({Role.MANAGER_GROUP, Role.AUDITOR_GROUP})
  @Produces({MediaType.APPLICATION_JSON, Media.NDJSON, Media.CSV})
  @Operation(
      operationId = "listDestinations",
      summary = "List the systems with queued deliveries, a pause or past failures",
      description = EVERY_SITE)
  @Refuses({ProblemType.TRIAL_UNKNOWN, ProblemType.TRIAL_REFUSED})
  public Page<DestinationView> list(@PathParam("trial") String trial, @BeanParam PageRequest page) {
    return service.destinations(callers.current(), trial, page);
  }

  @POST
  @Path("/{destination}/pause")
  @RolesAllowed(Role.MANAGER_GROUP)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "pauseDestination",
      summary = "Pause the deliveries to a system until it is resumed",
      description = "Deliveries stay in the queue meanwhile. " + EVERY_SITE)
  @Refuses({ProblemType.TRIAL_UNKNOWN, ProblemType.DESTINATION_UNKNOWN, ProblemType.TRIAL_REFUSED})
  public DestinationView pause(
      @PathParam("trial") String trial, @PathParam("destination") String destination) {
    return service.pause(callers.current(), trial, destination);
  }

  @POST
  @Path("/{destination}/resume")
  @RolesAllowed(Role.MANAGER_GROUP)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "resumeDestination",
      summary = "Resume the deliveries to a system at once",
      description = EVERY_SITE)
  @Refuses({ProblemType.TRIAL_UNKNOWN, ProblemType.DESTINATION_UNKNOWN, ProblemType.TRIAL_REFUSED})
  public DestinationView resume(
      @PathParam("trial") String trial, @PathParam("destination") String destination) {
    return service.resume(callers.current(), trial, destination);
  }

  @GET
  @Path("/{destination}/deliveries")
  @RolesAllowed({Role.MANAGER_GROUP, Role.AUDITOR_GROUP})
  @Produces({MediaType.APPLICATION_JSON, Media.NDJSON, Media.CSV})
  @Operation(
      operationId = "listDeliveries",
      summary = "List the deliveries that a system has not accepted yet",
      description = "Empty if the system has accepted all. " + EVERY_SITE)
  @Refuses({ProblemType.INVALID_REQUEST, ProblemType.TRIAL_UNKNOWN, ProblemType.TRIAL_REFUSED})
  public Page<DeliveryView> deliveries(
      @PathParam("trial") String trial,
      @PathParam("destination") String destination,
      @QueryParam("state")
          @Parameter(
              description = "Only deliveries in this state.",
              schema = @Schema(implementation = DeliveryState.class))
          @Nullable String state,
      @BeanParam PageRequest page) {
    return service.page(
        callers.current(),
        trial,
        destination,
        Optional.ofNullable(state).map(DestinationResource::state),
        page);
  }

  private static DeliveryState state(String text) {
    return Arrays.stream(DeliveryState.values())
        .filter(known -> known.name().equals(text))
        .findFirst()
        .orElseThrow(() -> new InvalidRequest("?state", "Must be one of WAITING, DEAD."));
  }

  @POST
  @Path("/{destination}/deliveries/{number}/replay")
  @RolesAllowed(Role.MANAGER_GROUP)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "replayDelivery",
      summary = "Retry a dead delivery at once, with its count of rejections set to 0",
      description = "A delivery that is not dead is not changed. " + EVERY_SITE)
  @Refuses({ProblemType.TRIAL_UNKNOWN, ProblemType.DELIVERY_UNKNOWN, ProblemType.TRIAL_REFUSED})
  public DeliveryView replay(
      @PathParam("trial") String trial,
      @PathParam("destination") String destination,
      @PathParam("number") @Schema(minimum = "0") long number) {
    return service.replay(callers.current(), trial, destination, number);
  }

  @DELETE
  @Path("/{destination}/deliveries/{number}")
  @RolesAllowed(Role.MANAGER_GROUP)
  @Operation(
      operationId = "discardDelivery",
      summary = "Discard a dead delivery",
      description = "It is never sent. The next delivery of its lane is tried. " + EVERY_SITE)
  @Refuses({
    ProblemType.TRIAL_UNKNOWN,
    ProblemType.DELIVERY_UNKNOWN,
    ProblemType.DELIVERY_UNDER_WAY,
    ProblemType.TRIAL_REFUSED
  })
  public void discard(
      @PathParam("trial") String trial,
      @PathParam("destination") String destination,
      @PathParam("number") @Schema(minimum = "0") long number) {
    service.discard(callers.current(), trial, destination, number);
  }
}
